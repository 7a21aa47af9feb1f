package io.espalier.data;

/** The numbers that a text file may contain: decimal digits with sign, point and exponent, as in {@code -1.5e3}. */
final class DecimalNumber {
    private DecimalNumber() {}

    /** Whether a text is a decimal number. Java's own parser also takes {@code 1f}, {@code 0x1p3} and {@code NaN}. */
    static boolean is(String text) {
        int end = text.length();
        int i = skipSign(text, 0);
        int wholeEnd = skipDigits(text, i);
        int digits = wholeEnd - i;
        i = wholeEnd;
        if (i < end && text.charAt(i) == '.') {
            int fractionEnd = skipDigits(text, i + 1);
            digits += fractionEnd - i - 1;
            i = fractionEnd;
        }
        if (digits == 0) {
            return false;
        }
        if (i < end && (text.charAt(i) == 'e' || text.charAt(i) == 'E')) {
            int exponent = skipSign(text, i + 1);
            i = skipDigits(text, exponent);
            return i > exponent && i == end;
        }
        return i == end;
    }

    private static int skipSign(String text, int start) {
        boolean sign = start < text.length() && (text.charAt(start) == '+' || text.charAt(start) == '-');
        return sign ? start + 1 : start;
    }

    private static int skipDigits(String text, int start) {
        int i = start;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i;
    }
}

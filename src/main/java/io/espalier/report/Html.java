package io.espalier.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One element of a page. Text and attribute values are escaped where they are written, so nothing that comes from a user can become
 * markup. What is written is both HTML and XML.
 */
final class Html {
    private static final Set<String> VOID = Set.of("meta", "br", "img", "rect", "line", "polyline", "path", "col");

    private final String tag;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final List<Object> children = new ArrayList<>();

    private Html(String tag) {
        this.tag = tag;
    }

    /** An empty element. */
    static Html of(String tag) {
        return new Html(tag);
    }

    /** An element with a class. */
    static Html of(String tag, String cssClass) {
        return new Html(tag).with("class", cssClass);
    }

    /**
     * The page's style sheet. Browsers read it as it stands, so it can't be escaped.
     *
     * @param css without characters that would need it
     */
    static Html style(String css) {
        if (css.indexOf('<') >= 0 || css.indexOf('&') >= 0) {
            throw new IllegalArgumentException("A style sheet must not contain < or &");
        }
        Html style = new Html("style");
        style.children.add(new Raw(css));
        return style;
    }

    /** Text that is written as it stands. */
    private record Raw(String text) {}

    /** This element with one more attribute; a second value of the same one replaces the first. */
    Html with(String attribute, String value) {
        attributes.put(attribute, value);
        return this;
    }

    /** This element with more text at its end. */
    Html text(String text) {
        children.add(text);
        return this;
    }

    /** This element with more elements at its end. */
    Html add(Html... elements) {
        children.addAll(List.of(elements));
        return this;
    }

    /** This element with more elements at its end. */
    Html add(List<Html> elements) {
        children.addAll(elements);
        return this;
    }

    /** The markup of this element and everything in it. */
    String markup() {
        StringBuilder into = new StringBuilder();
        write(into);
        return into.toString();
    }

    private void write(StringBuilder into) {
        into.append('<').append(tag);
        attributes.forEach((name, value) -> {
            into.append(' ').append(name).append("=\"");
            escape(value, into);
            into.append('"');
        });
        if (VOID.contains(tag)) {
            into.append("/>");
            return;
        }
        into.append('>');
        for (Object child : children) {
            if (child instanceof Html element) {
                element.write(into);
            } else if (child instanceof Raw raw) {
                into.append(raw.text());
            } else {
                escape((String) child, into);
            }
        }
        into.append("</").append(tag).append('>');
    }

    private static void escape(String text, StringBuilder into) {
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> into.append("&lt;");
                case '>' -> into.append("&gt;");
                case '&' -> into.append("&amp;");
                case '"' -> into.append("&quot;");
                case '\'' -> into.append("&#39;");
                default -> into.appendCodePoint(isAllowed(c) ? c : 0xFFFD);
            }
        });
    }

    /** Characters that both HTML and XML 1.0 allow; the others are replaced. */
    private static boolean isAllowed(int c) {
        boolean control = Character.isISOControl(c) && c != '\n' && c != '\t';
        boolean loneSurrogate = c >= 0xD800 && c <= 0xDFFF;
        return !control && !loneSurrogate && c != 0xFFFE && c != 0xFFFF;
    }
}

package io.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class HtmlTest {
    @Test
    void textAndAttributesAreEscaped() {
        assertThat(Html.of("p").with("title", "\"a\" & 'b'").text("<script>").markup())
                .isEqualTo("<p title=\"&quot;a&quot; &amp; &#39;b&#39;\">&lt;script&gt;</p>");
    }

    @Test
    void charactersThatNoMarkupAllowsAreReplaced() {
        assertThat(Html.of("p").text("a\u0000b\u001bc\ud800d").markup()).isEqualTo("<p>a\ufffdb\ufffdc\ufffdd</p>");
    }

    @Test
    void charactersOutsideTheFirstPlaneSurvive() {
        assertThat(Html.of("p").text("\ud83c\udf31").markup()).isEqualTo("<p>\ud83c\udf31</p>");
    }

    @Test
    void onlyVoidElementsCloseThemselves() {
        assertThat(Html.of("div").add(Html.of("br"), Html.of("span")).markup())
                .isEqualTo("<div><br/><span></span></div>");
    }

    @Test
    void styleSheetsAreWrittenAsTheyStand() {
        assertThat(Html.style("a > b { content: \"\" }").markup()).isEqualTo("<style>a > b { content: \"\" }</style>");
        assertThatThrownBy(() -> Html.style("</style>")).hasMessage("A style sheet must not contain < or &");
    }
}

package dev.loop.schemas.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OwnPatternTest {

    private static final long SEED = 11;

    @Test
    void shouldTakeItOut_andLeaveWhatStandsForIt_whenMaskedAgain() {
        Masking masking = masking(new OwnPattern("word", "[a-z]+"), new OwnPattern("id", "[0-9]{3,}"));

        Masked once = masking.mask("Room 1234 abc");

        assertThat(once.text()).isEqualTo("R[word] [id] [word]");
        assertThat(once.masks())
                .containsExactly(new Mask("word", 1, 7), new Mask("id", 8, 12), new Mask("word", 13, 19));
        assertThat(masking.mask(once.text()).masks()).isEmpty();
        assertThat(masking.mask("[unknown]").text()).as("brackets hide nothing").isEqualTo("[[word]]");
    }

    /** Whoever writes such a text beside a secret must not hide it that way. */
    @Test
    void shouldTakeOutWhatIsAroundIt_whenAFindingReachesOverWhatStandsForAnother() {
        Masking masking = masking(new OwnPattern("line", "E[0-9]{5}.*"));

        Masked masked = masking.mask("by E12345 [ssn] and E54321");

        assertThat(masked.text()).isEqualTo("by [line][ssn][line]");
        assertThat(masking.mask(masked.text()).masks()).isEmpty();
    }

    /** Nothing of what either rule found stays, whichever comes first. */
    @Test
    void shouldLeaveNothing_whereTwoRulesOverlap() {
        Masking masking = masking(new OwnPattern("order", "order 4111"), new OwnPattern("tail", "1111 paid"));

        assertThat(masking.mask("card order 4111 1111 1111 1111 paid").text()).doesNotContainPattern("[0-9]");
    }

    @Test
    void shouldBeStable_whateverTheText() {
        Random random = new Random(SEED);
        Masking masking = new Masking(
                EnumSet.allOf(MaskKind.class),
                "US",
                List.of(new OwnPattern("pair", "[0-9a-f]{2}:[0-9a-f]{2}"), new OwnPattern("at", "@[a-z]+")));
        for (int i = 0; i < 2_000; i++) {
            String text = random.ints(60, 0, 24)
                    .mapToObj(unit -> "0123456789 abf:@[]-.m1+u".substring(unit, unit + 1))
                    .collect(Collectors.joining());
            String masked = masking.mask(masking.mask(text).text()).text();

            assertThat(masking.mask(masked).text())
                    .as("seed %d: %s", SEED, text)
                    .isEqualTo(masked);
        }
    }

    @Test
    void shouldCrossItOutOfBytes_thatNobodyCanRead() {
        byte[] bytes = "\u0000\u0007id E12345, jo@example.com\u0000".getBytes(StandardCharsets.UTF_8);
        Masking masking = new Masking(Set.of(MaskKind.EMAIL), "", List.of(new OwnPattern("employee", "E[0-9]{5}")));

        assertThat(new String(masking.mask(bytes), StandardCharsets.UTF_8))
                .isEqualTo("\u0000\u0007id XXXXXX, XX@XXXXXXX.XXX\u0000");
    }

    @Test
    void shouldFindTelephoneNumbers_ofTheRegion() {
        Masking american = new Masking(Set.of(MaskKind.PHONE), "US", List.of());
        Masking nowhere = new Masking(Set.of(MaskKind.PHONE), "", List.of());

        assertThat(american.mask("call (201) 555-0123 now").text()).isEqualTo("call [phone] now");
        assertThat(nowhere.mask("call (201) 555-0123 now").text()).contains("555");
        assertThat(nowhere.mask("call +44 20 7946 0958 now").text()).isEqualTo("call [phone] now");
    }

    @Test
    void shouldSayWhatIsWrong_whenThePatternIsOfNoUse() {
        assertThatThrownBy(() -> new OwnPattern("a", "(")).hasMessageContaining("RE2");
        assertThatThrownBy(() -> new OwnPattern("a", "(.)\\1")).hasMessageContaining("back-references");
        assertThatThrownBy(() -> new OwnPattern("a", "x*")).hasMessageContaining("empty");
        assertThatThrownBy(() -> new OwnPattern("a", "x".repeat(1_001))).hasMessageContaining("1001");
    }

    private static Masking masking(OwnPattern... patterns) {
        return new Masking(Masking.USUAL, "", List.of(patterns));
    }
}

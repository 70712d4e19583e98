package dev.loop.schemas.mask;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {

    private final Masking masking = new Masking(Masking.USUAL);
    private final Masking all = new Masking(EnumSet.allOf(MaskKind.class));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111111111111111",
                "my number is 4111 1111 1111 1111, please",
                "4111\u00A01111\u00A01111\u00A01111",
                "4111\u20111111\u20111111\u20111111",
                "4111 1111\n> 1111 1111",
                "4111 1111\r\n> 1111 1111",
                "４１１１ １１１１ １１１１ １１１１",
                "٤١١١ ١١١١ ١١١١ ١١١١",
                "4111&nbsp;1111&nbsp;1111&nbsp;1111",
                "4111&#160;1111&#xA0;1111&#8209;1111",
                "4111 1111 1111 1111 2",
                "4111.1111.1111.1111",
                "4111 - 1111 - 1111 - 1111",
                "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
                "41111111 11111111",
                "4\u200B111\u200B1111\u200B1111\u200B1111",
                "3782 822463 10005",
                "378282246310005",
                "3056 930902 5904",
                "2223 0031 2200 3222",
                "5555555555554444",
                "6011111111111117",
                "3530 1113 3330 0000",
                "6205500000000000004",
                "カード4111111111111111です",
                "https://pay.example/?card=4111111111111111",
                "4222222222222 is my visa",
                "visa-4111111111111111",
                "- 4111111111111111",
                "card:41 11 11 11 11 11 11 11"
            })
    void shouldMaskCard_whenItIsWrittenAsPeopleWriteIt(String text) {
        Masked masked = masking.mask(text);

        assertThat(masked.masks()).extracting(Mask::kind).as(masked.text()).containsExactly("card");
        assertThat(masked.text()).containsPattern("\\[card …[0-9]{4}]");
        assertPlaces(masked);
        assertThat(masking.mask(masked.text())).isEqualTo(new Masked(masked.text(), List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111 1111 1111 1112",
                "1748503543012",
                "1748503543012345",
                "IMEI 490154203237518",
                "ICCID 8944110068256270054",
                "113-1234567-1234567",
                "f47ac10b-58cc-4372-a567-0e02b2c3d479",
                "https://x.example/t/4111111111111111",
                "see www.x.example/4111111111111111",
                "+4111111111111111",
                "$4111111111111111",
                "0.4111111111111111",
                "order_4111111111111111",
                "order-4111111111111111",
                "id=4111111111111111",
                "a4111111111111111",
                "4111111111111111b",
                "41 11 11 11 11 11 11 11",
                "4222222222222",
                "0000 0000 0000 0000",
                "4111,1111,1111,1111",
                "4111 1111\n\n\n\n\n\n1111 1111",
                "555 123 4567",
                ""
            })
    void shouldLeaveNumber_whenItIsNoCard(String text) {
        assertThat(masking.mask(text)).isEqualTo(new Masked(text, List.of()));
        assertThat(masking.mask(text).text()).isSameAs(text);
    }

    @Test
    void shouldMaskCard_whenManyZerosStandBeforeIt() {
        assertThat(masking.mask("0".repeat(200) + " 4111111111111111").text()).endsWith(" [card …1111]");
        assertThat(masking.mask("0 ".repeat(200) + "4111 1111 1111 1111").text())
                .endsWith(" [card …1111]");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
                    my ssn is 123456789,            my ssn is [ssn]
                    123-45-6789,                    [ssn]
                    It is 123-45-6789.,             It is [ssn].
                    123–45–6789,                    [ssn]
                    912-70-1234,                    [ssn]
                    SSN: 123 45 6789,               SSN: [ssn]
                    ssn=123-45-6789,                ssn=[ssn]
                    Social Security 123 456 789,    Social Security [ssn]
                    """)
    void shouldMaskSsn_whenItsShapeOrAWordTells(String text, String expected) {
        Masked masked = masking.mask(text);

        assertThat(masked.text()).isEqualTo(expected);
        assertPlaces(masked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "000-12-3456",
                "666-12-3456",
                "900-12-3456",
                "123-00-4567",
                "123-45-0000",
                "987-65-4320",
                "987-65-4329",
                "order 123456789",
                "123-45-6789-1",
                "ABC-123-45-6789",
                "555-12-3456-77",
                "$123-45-6789",
                "123-45–6789",
                "123 45 6789",
                "a123-45-6789"
            })
    void shouldLeaveNumber_whenItIsNoSsn(String text) {
        assertThat(masking.mask(text)).isEqualTo(new Masked(text, List.of()));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    write to jo.doe+x@mail.example.com., write to [mail].
                    <jo@example.com>,                    <[mail]>
                    jo@example.com and al@example.org,   [mail] and [mail]
                    @united when,                        @united when
                    jo@localhost,                        jo@localhost
                    5@10,                                5@10
                    @@@,                                 @@@
                    DE89 3704 0044 0532 0130 00 please,  [iban] please
                    my de89370400440532013000,           my [iban]
                    GB82-WEST-1234-5698-7654-32,         [iban]
                    DE88 3704 0044 0532 0130 00,         DE88 3704 0044 0532 0130 00
                    UA647 heading back to the airport,   UA647 heading back to the airport
                    XX89 3704 0044 0532 0130 00,         XX89 3704 0044 0532 0130 00
                    DE8,                                 DE8
                    """)
    void shouldMaskByChoice_whenMailOrIban(String text, String expected) {
        assertThat(all.mask(text).text()).isEqualTo(expected);
        assertThat(masking.mask(text).text()).isEqualTo(text);
    }

    @Test
    void shouldTellPlacesOfTheMaskedText_whenSeveralAreMasked() {
        Masked masked = masking.mask("4111111111111111 and 5555 5555 5555 4444, ssn 123456789");

        assertThat(masked.text()).isEqualTo("[card …1111] and [card …4444], ssn [ssn]");
        assertThat(masked.masks())
                .containsExactly(new Mask("card", 0, 12), new Mask("card", 17, 29), new Mask("ssn", 35, 40));
    }

    @Test
    void shouldLeaveNearlyAllNumbers_whenTheirDigitsAreRandom() {
        long seed = new Random().nextLong();
        System.out.println("MaskingTest: seed " + seed);
        var random = new Random(seed);
        int masked = 0;
        for (int i = 0; i < 20_000; i++) {
            String number = random.ints(16, 0, 10).mapToObj(Integer::toString).collect(Collectors.joining());
            masked += masking.mask(number).masks().size();
        }

        assertThat(masked).isBetween(350, 750);
    }

    @Test
    void shouldTakeLinearTime_whenTextIsHostile() {
        for (String piece : List.of(
                "4111 ",
                "4111111111111111 ",
                "4111-1111-1111-1112 ",
                "x4111111111111111/",
                "1",
                "1 ",
                "@",
                "a@a.",
                "DE89 ",
                "de89",
                "&#160;",
                "123-45-6789-",
                "w",
                "\u200B1")) {
            String text = piece.repeat(100_000 / piece.length());
            long began = System.nanoTime();
            all.mask(text);
            // A guard against quadratic time, which takes minutes.
            assertThat((System.nanoTime() - began) / 1e9).as(piece).isLessThan(10);
        }
    }

    @Test
    void shouldMaskNothingWanted_whenKindsAreNone() {
        assertThat(new Masking(Set.of()).mask("4111111111111111 123-45-6789").masks())
                .isEmpty();
    }

    @Test
    void shouldMaskDigitsInPlace_whenBytesAreOfNoKnownFormat() {
        byte[] bytes = "\0\0\0\0\7p4111\u00A01111\u00A01111\u00A01111y𝟒x123-45-6789\uFFFF".getBytes(UTF_8);
        bytes[2] = (byte) 0xFF;

        byte[] masked = masking.mask(bytes);

        assertThat(masked).hasSameSizeAs(bytes);
        assertThat(new String(masked, UTF_8))
                .contains("pXXXX\u00A0XXXX\u00A0XXXX\u00A0XXXXy𝟒xXXX-XX-XXXX")
                .doesNotContain("4111");
        assertThat(masked[2]).isEqualTo((byte) 0xFF);
        assertThat(masking.mask("nothing".getBytes(UTF_8))).isEqualTo("nothing".getBytes(UTF_8));
    }

    @Test
    void shouldKeepLengthAndEnd_whenBytesAreRandom() {
        long seed = new Random().nextLong();
        System.out.println("MaskingTest: seed " + seed);
        var random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            assertThat(masking.mask(bytes)).hasSameSizeAs(bytes);
        }
    }

    private static void assertPlaces(Masked masked) {
        for (Mask mask : masked.masks()) {
            assertThat(masked.text().substring(mask.from(), mask.to()))
                    .startsWith("[")
                    .endsWith("]");
        }
    }
}

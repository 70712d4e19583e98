package dev.loop.connectors.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterKeysTest {

    private static final String SECRET = "whsec_KVTRJDbe/5WtxyT89DZ7SAJydV3MBWce";
    private static final SecretPlace PLACE = new SecretPlace("topic", "default/we_1", "secret:1");

    private final String oldKey = MasterKeys.random();
    private final String newKey = MasterKeys.random();

    @Test
    void shouldOpenToWhatWasSealed_whenThePlaceIsTheSame() {
        MasterKeys keys = MasterKeys.parse(newKey);
        String sealed = keys.seal(SECRET, PLACE);
        assertThat(sealed).startsWith("enc:v1:" + keys.primary() + ":").doesNotContain("whsec", "KVTRJD");
        assertThat(keys.open(sealed, PLACE)).isEqualTo(SECRET);
        assertThat(keys.seal(SECRET, PLACE)).as("with another nonce").isNotEqualTo(sealed);
        assertThat(keys.open(keys.seal("", PLACE), PLACE)).isEmpty();
    }

    @Test
    void shouldNotOpen_whenItWasMoved() {
        MasterKeys keys = MasterKeys.parse(newKey);
        String sealed = keys.seal(SECRET, PLACE);
        for (SecretPlace other : List.of(
                new SecretPlace("other", "default/we_1", "secret:1"),
                new SecretPlace("topic", "default/we_2", "secret:1"),
                new SecretPlace("topic", "default/we_1", "secret:2"),
                new SecretPlace("topicd", "efault/we_1", "secret:1"))) {
            assertThat(keys.open(sealed, other)).isEqualTo(sealed);
        }
    }

    @Test
    void shouldNotOpen_whenAnyCharacterIsAltered() {
        MasterKeys keys = MasterKeys.parse(newKey);
        String sealed = keys.seal("s", PLACE);
        for (int at = 0; at < sealed.length() - 1; at++) {
            char other = sealed.charAt(at) == 'A' ? 'B' : 'A';
            String altered = sealed.substring(0, at) + other + sealed.substring(at + 1);
            assertThat(keys.open(altered, PLACE)).as("at %d", at).isEqualTo(altered);
        }
    }

    @Test
    void shouldOpenWithTheOldKeyAndSealWithTheNew_whenTheNewOneComesFirst() {
        MasterKeys before = MasterKeys.parse(oldKey);
        MasterKeys both = MasterKeys.parse(newKey + "," + oldKey);
        String sealed = before.seal(SECRET, PLACE);
        assertThat(both.open(sealed, PLACE)).isEqualTo(SECRET);
        assertThat(both.isSealedWithPrimary(sealed)).isFalse();
        String anew = both.seal(both.open(sealed, PLACE), PLACE);
        assertThat(both.isSealedWithPrimary(anew)).isTrue();
        assertThat(MasterKeys.parse(newKey).open(anew, PLACE)).isEqualTo(SECRET);
        assertThat(MasterKeys.parse(newKey).missingKey(sealed)).contains(before.primary());
    }

    /** A process without the key must not make a secret unreadable for one that has it. */
    @Test
    void shouldStayAsItIs_whenItIsSealedWithAKeyThatIsNotHere() {
        String sealed = MasterKeys.parse(oldKey).seal(SECRET, PLACE);
        MasterKeys other = MasterKeys.parse(newKey);
        assertThat(other.open(sealed, PLACE)).isEqualTo(sealed);
        assertThat(other.seal(sealed, PLACE)).isEqualTo(sealed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "c2hvcnQ=", "not base 64!", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZQ=="})
    void shouldSayWhatAKeyIs_whenItIsNone(String text) {
        assertThatThrownBy(() -> MasterKeys.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("openssl rand -base64 32")
                .satisfies(refused -> assertThat(
                                text.isEmpty() || !refused.getMessage().contains(text))
                        .isTrue());
    }

    @Test
    void shouldNotShowAKey_whenPrinted() {
        assertThat(MasterKeys.parse(newKey).toString()).matches("MasterKeys\\[[0-9a-f]{8}]");
    }
}

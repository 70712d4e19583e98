package dev.loop.api.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loop.api.control.InMemoryTable;
import dev.loop.api.http.Scope;
import dev.loop.api.key.DefaultProject.FreshKeys;
import dev.loop.api.key.DefaultProject.GivenKeys;
import dev.loop.schemas.avro.Project;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DefaultProjectTest {

    private final InMemoryTable<Project> projects = new InMemoryTable<>();
    private final ProjectKeyRing keys = new ProjectKeyRing(projects, Clock.systemUTC());

    @Test
    void shouldMakeTwoKeysAndKeepOnlyTheirHashes_whenStartedForTheFirstTime() {
        FreshKeys fresh =
                DefaultProject.open(projects, GivenKeys.NONE, Clock.systemUTC()).orElseThrow();

        assertThat(fresh.secret()).matches("sk_[0-9a-hjkmnp-tv-z]{32}");
        assertThat(fresh.publishable()).matches("pk_[0-9a-hjkmnp-tv-z]{32}");
        assertThat(projects.all().toString()).doesNotContain(fresh.secret()).doesNotContain(fresh.publishable());
        assertThat(fresh.toString()).doesNotContain(fresh.secret());
        Caller secret = keys.find(fresh.secret()).orElseThrow();
        assertThat(secret.project()).isEqualTo("default");
        assertThat(secret.may(Scope.FEEDBACK_WRITE)).isTrue();
        Caller publishable = keys.find(fresh.publishable()).orElseThrow();
        assertThat(publishable.may(Scope.FEEDBACK_CREATE)).isTrue();
        assertThat(publishable.may(Scope.FEEDBACK_READ)).isFalse();
        assertThat(keys.find(fresh.secret() + "x")).isEmpty();
        assertThat(keys.find("")).isEmpty();
    }

    @Test
    void shouldShowNoKeysAgain_whenStartedAgain() {
        DefaultProject.open(projects, GivenKeys.NONE, Clock.systemUTC());
        assertThat(DefaultProject.open(projects, GivenKeys.NONE, Clock.systemUTC()))
                .isEmpty();
    }

    @Test
    void shouldTakeTheGivenKeyAndAddALaterOne_whenTheEnvironmentNamesThem() {
        var first = new GivenKeys(Optional.of("sk_aaaaaaaaaaaaaaaa"), Optional.empty());
        assertThat(DefaultProject.open(projects, first, Clock.systemUTC())
                        .orElseThrow()
                        .secret())
                .isEqualTo("sk_aaaaaaaaaaaaaaaa");
        var second = new GivenKeys(Optional.of("sk_bbbbbbbbbbbbbbbb"), Optional.empty());
        DefaultProject.open(projects, second, Clock.systemUTC());
        DefaultProject.open(projects, second, Clock.systemUTC());

        assertThat(keys.find("sk_aaaaaaaaaaaaaaaa")).isPresent();
        assertThat(keys.find("sk_bbbbbbbbbbbbbbbb")).isPresent();
        assertThat(projects.get("default").orElseThrow().getKeys()).hasSize(3);
    }

    @Test
    void shouldStayRevokedAndBeTold_whenTheEnvironmentStillNamesTheKey() {
        var given = new GivenKeys(Optional.of("sk_aaaaaaaaaaaaaaaa"), Optional.of("pk_aaaaaaaaaaaaaaaa"));
        DefaultProject.open(projects, given, Clock.systemUTC());
        assertThat(DefaultProject.revoked(projects, given)).isEmpty();
        String id = keys.find("sk_aaaaaaaaaaaaaaaa").orElseThrow().keyId();
        new KeyBook(projects).revoke("default", id);

        DefaultProject.open(projects, given, Clock.systemUTC());

        assertThat(keys.find("sk_aaaaaaaaaaaaaaaa")).isEmpty();
        assertThat(keys.find("pk_aaaaaaaaaaaaaaaa")).isPresent();
        assertThat(DefaultProject.revoked(projects, given))
                .singleElement()
                .asString()
                .contains("LOOP_SECRET_KEY", id, "Unset")
                .doesNotContain("sk_aaaa");
    }

    @Test
    void shouldSayWhatAKeyLooksLike_whenTheGivenOneIsWeak() {
        assertThatThrownBy(() -> new GivenKeys(Optional.of("sk_short"), Optional.empty()))
                .hasMessageContaining("LOOP_SECRET_KEY")
                .hasMessageContaining("openssl")
                .hasMessageNotContaining("sk_short");
        assertThatThrownBy(() -> new GivenKeys(Optional.empty(), Optional.of("sk_aaaaaaaaaaaaaaaa")))
                .hasMessageContaining("LOOP_PUBLISHABLE_KEY");
    }
}

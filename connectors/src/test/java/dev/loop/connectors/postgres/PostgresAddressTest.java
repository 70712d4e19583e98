package dev.loop.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://ana:p%40ss%2Fw+rd@db.example:6543/bi?sslmode=require",
                "postgres://ana:p%40ss%2Fw+rd@db.example:6543/bi?sslmode=require",
                "jdbc:postgresql://db.example:6543/bi?user=ana&sslmode=require&password=p%40ss%2Fw+rd"
            })
    void shouldBeTheSame_whateverTheWayToWriteIt(String text) {
        PostgresAddress address = PostgresAddress.parse(text);

        assertThat(address.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example:6543/bi?sslmode=require");
        assertThat(address.user()).isEqualTo("ana");
        assertThat(address.password()).contains("p@ss/w+rd");
        assertThat(address.shown()).isEqualTo("postgresql://ana@db.example:6543/bi?sslmode=require");
        assertThat(address.toString()).doesNotContain("p@ss").doesNotContain("p%40ss");
    }

    @Test
    void shouldTakeTheUsualPort_whenNoneIsGiven() {
        assertThat(PostgresAddress.parse("postgresql://ana@[::1]/bi").jdbcUrl())
                .isEqualTo("jdbc:postgresql://[::1]:5432/bi");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "db",
                "mysql://ana:secret@db/bi",
                "postgresql://ana:secret@db",
                "postgresql://db/bi",
                "postgresql://ana:sec%ret@db/bi",
                "postgresql://ana:secret@db/a/b",
                "postgresql://ana:sec ret@db/bi"
            })
    void shouldSayWhatIsWrongWithoutThePassword_whenItIsNoAddress(String text) {
        assertThatThrownBy(() -> PostgresAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("sec%ret")
                .hasMessageNotContaining("sec ret");
    }
}

package dev.loop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void shouldNameCommandsAndVariables_whenAskedForHelp() {
        assertThat(run(Map.of(), "--help")).isZero();
        assertThat(out.toString()).contains("up").doesNotContain("warm-up");
        assertThat(run(Map.of(), "up", "--help")).isZero();
        assertThat(out.toString()).contains("--broker-port", "LOOP_BROKER_PORT", "LOOP_PORT", "LOOP_DEMO");
    }

    @Test
    void shouldNameTheNearestKnownOne_whenAnOptionOrCommandIsUnknown() {
        assertThat(run(Map.of(), "up", "--prot", "8080")).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly("There is no option --prot of loop up. Did you mean --port?", "Try 'loop up --help'.");
        assertThat(run(Map.of(), "--port", "8080")).isEqualTo(2);
        assertThat(err.toString()).contains("goes behind its command: loop up --port");
        assertThat(run(Map.of(), "upp")).isEqualTo(2);
        assertThat(err.toString()).contains("Did you mean: loop up?");
    }

    @Test
    void shouldNameTheNearestKnownOne_whenAVariableIsASlip() {
        assertThat(run(Map.of("LOOP_PROT", "8080", "LOOP_SOMEBODY_ELSES", "x"), "up"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("LOOP_PROT is not known. Did you mean LOOP_PORT?")
                .doesNotContain("ELSES");
    }

    @Test
    void shouldSayAllThatIsWrong_whenSeveralValuesAre() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        int status = run(
                Map.of("LOOP_PORT", "abc", "LOOP_DATA", file.toString()),
                "up",
                "--broker-port=70000",
                "--partitions=0",
                "--min-free-disk=lots",
                "--replication=3");
        assertThat(status).isEqualTo(2);
        assertThat(err.toString().lines())
                .anyMatch(line -> line.startsWith("LOOP_PORT (--port)") && line.contains("\"abc\""))
                .anyMatch(line -> line.startsWith("LOOP_DATA (--data)") && line.contains("is a file"))
                .anyMatch(line -> line.startsWith("--broker-port") && line.contains("65535"))
                .anyMatch(line -> line.startsWith("--partitions"))
                .anyMatch(line -> line.startsWith("--min-free-disk") && line.contains("256MiB"))
                .anyMatch(line -> line.startsWith("--replication") && line.contains("--kafka"))
                .hasSize(7);
    }

    @Test
    void shouldSayAllThatIsWrong_whenAClusterIsMisnamed() {
        int status = run(
                Map.of(),
                "up",
                "--kafka",
                "broker",
                "--broker-port",
                "1",
                "--kafka-config",
                "nowhere",
                "--min-insync=4");
        assertThat(status).isEqualTo(2);
        assertThat(err.toString())
                .contains("--kafka must be HOST:PORT", "--broker-port is", "nowhere", "--min-insync cannot");
    }

    @Test
    void shouldFailWithTheReasonAlone_whenItCannotStart() throws Exception {
        Path held = directory.resolve("held");
        try (AutoCloseable lock = openLock(held)) {
            assertThat(run(Map.of(), "up", "--data", held.toString())).isEqualTo(1);
            assertThat(err.toString()).contains(held.toString(), "in use").doesNotContain("\tat ");
        }
    }

    @Test
    void shouldFailBeforeAnythingIsMade_whenThePortIsTaken() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(other.getLocalPort());
            assertThat(run(Map.of(), "up", "--data", directory.resolve("new").toString(), "--port", port))
                    .isEqualTo(1);
            assertThat(err.toString()).contains(":" + port, "--port").doesNotContain("\tat ");
            assertThat(directory.resolve("new")).doesNotExist();
        }
    }

    @Test
    void shouldStartAndStop_whenWarmedUp() {
        assertThat(run(Map.of(), "warm-up")).isZero();
    }

    @Test
    void shouldSayAllThatIsWrong_whenRolesAndWebhooksAreMisnamed() {
        int status = run(
                Map.of("LOOP_WEBHOOK_DELAYS", "0s,soon", "LOOP_ALLOW_PRIVATE_WEBHOOKS", "everything"),
                "up",
                "--roles=api,sneder",
                "--webhook-disable-after=1d,2d");
        assertThat(status).isEqualTo(2);
        assertThat(err.toString().lines())
                .anyMatch(line -> line.startsWith("--roles is any of") && line.contains("did you mean sender?"))
                .anyMatch(line -> line.startsWith("--roles needs --kafka"))
                .anyMatch(line -> line.startsWith("--roles with api needs streams"))
                .anyMatch(
                        line -> line.startsWith("LOOP_WEBHOOK_DELAYS (--webhook-delays)") && line.contains("\"soon\""))
                .anyMatch(line -> line.startsWith("LOOP_ALLOW_PRIVATE_WEBHOOKS (--allow-private-webhooks)"))
                .anyMatch(line -> line.startsWith("--webhook-disable-after is one time"));
    }

    @Test
    void shouldSayAllThatIsWrong_whenLimitsCannotBeRead() {
        Map<String, String> environment = Map.of("LOOP_TRUSTED_PROXIES", "10.0.0.1/8");
        assertThat(run(environment, "up", "--limits=key-dya=4,address-minute=many,page-bytes=0"))
                .isEqualTo(2);
        assertThat(err.toString().lines())
                .anyMatch(line -> line.startsWith("--limits knows address-minute") && line.contains("mean key-day?"))
                .anyMatch(
                        line -> line.startsWith("--limits must be NAME=COUNT") && line.contains("address-minute=many"))
                .anyMatch(line -> line.startsWith("--limits takes page-bytes from 1"))
                .anyMatch(line -> line.startsWith("LOOP_TRUSTED_PROXIES (--trusted-proxies) cannot be used"));
    }

    @Test
    void shouldSayAllThatIsWrong_whenAnInstanceCannotBeOneOfSeveral() {
        assertThat(run(Map.of(), "up", "--advertise", "10.0.0.5:8080", "--port=0", "--drain=1s,2s"))
                .isEqualTo(2);
        assertThat(err.toString().lines())
                .anyMatch(line -> line.startsWith("--advertise needs --kafka"))
                .anyMatch(line -> line.startsWith("LOOP_CLUSTER_SECRET must be set"))
                .anyMatch(line -> line.startsWith("--port cannot be 0"))
                .anyMatch(line -> line.startsWith("--drain is one time"));
    }

    @Test
    void shouldNotShowTheClusterSecret_whenItIsNotFit() {
        assertThat(run(
                        Map.of("LOOP_CLUSTER_SECRET", "hunter2"),
                        "up",
                        "--kafka=127.0.0.1:1",
                        "--advertise=nowhere",
                        "--standby-replicas=-1"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "LOOP_CLUSTER_SECRET must have at least 16",
                        "--advertise must be HOST:PORT",
                        "--standby-replicas")
                .doesNotContain("hunter2");
    }

    @Test
    void shouldSayWhatTheyNeed_whenOptionsOfSeveralInstancesAreGivenToOne() {
        assertThat(run(Map.of(), "up", "--standby-replicas=1", "--listen=0.0.0.0"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("--standby-replicas is for one of several", "--listen is for one of several");
    }

    @Test
    void shouldSayWhatIsMissing_whenListeningCannotBegin() {
        assertThat(run(
                        Map.of("LOOP_LISTEN_PORT", "x", "LOOP_PORT", "8080"),
                        "listen",
                        "--register",
                        "--answer=teapot",
                        "--events=feedback.create"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("LOOP_LISTEN_PORT (--port)", "LOOP_SECRET_KEY", "teapot", "did you mean feedback.created?");
        assertThat(run(
                        Map.of("LOOP_SECRET_KEY", "sk_x"),
                        "listen",
                        "--register",
                        "--port=0",
                        "--url=http://127.0.0.1:1"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("./loop up --allow-private-webhooks loopback");
    }

    @Test
    void shouldSayWhatIsMissing_whenALinkToSignInCannotBeMade() {
        assertThat(run(Map.of(), "sign-in", "--url=nowhere")).isEqualTo(2);
        assertThat(err.toString()).contains("LOOP_SECRET_KEY", "--url must be an address");
        assertThat(run(Map.of("LOOP_SECRET_KEY", "sk_x"), "sign-in", "--url=http://127.0.0.1:1"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("loop up");
    }

    private static AutoCloseable openLock(Path held) throws Exception {
        Files.createDirectories(held);
        var channel = FileChannel.open(held.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.lock();
        return channel;
    }

    private int run(Map<String, String> environment, String... arguments) {
        return Loop.run(environment, directory, new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}

package dev.loop.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir
    private Path directory;

    @Test
    void shouldBeForItsOwnerAlone_whenItIsMade() throws IOException {
        Path data = directory.resolve("above").resolve("data");
        assertThat(DataDirectory.prepare(data)).isEmpty();
        assertThat(rights(data)).isEqualTo("rwx------");
        assertThat(DataDirectory.prepare(data)).isEmpty();
    }

    @Test
    void shouldTakeTheRightsOfOthersAndSaySo_whenItIsThere() throws IOException {
        Path data = Files.createDirectory(directory.resolve("data"));
        Files.createDirectory(data.resolve("kafka"));
        Files.writeString(data.resolve("note"), "somebody's");
        open(data, "rwxr-xr-x");
        assertThat(DataDirectory.prepare(data))
                .hasValueSatisfying(told ->
                        assertThat(told).contains(data.toString(), "(rwxr-xr-x)", "for its owner alone (rwx------)"));
        assertThat(rights(data)).isEqualTo("rwx------");
        assertThat(DataDirectory.prepare(data)).isEmpty();
    }

    @Test
    void shouldNarrowWhatALinkNames_whenTheDataIsElsewhere() throws IOException {
        Path data = Files.createDirectory(directory.resolve("data"));
        open(data, "rwxrwxrwx");
        Path link = Files.createSymbolicLink(directory.resolve("link"), data);
        assertThat(DataDirectory.prepare(link))
                .hasValueSatisfying(told -> assertThat(told).contains("owner alone"));
        assertThat(rights(data)).isEqualTo("rwx------");
    }

    /** Such as {@code /tmp}, which would be closed to everybody else. */
    @Test
    void shouldLeaveTheRightsAndSaySo_whenItIsADirectoryForSomethingElse() throws IOException {
        Path home = Files.createDirectory(directory.resolve("home"));
        Files.writeString(home.resolve("letter"), "Dear …");
        open(home, "rwxr-xr-x");
        assertThat(DataDirectory.prepare(home))
                .hasValueSatisfying(
                        told -> assertThat(told).contains(home.toString(), "not Loop's", "--data", "chmod 700"));
        assertThat(rights(home)).isEqualTo("rwxr-xr-x");
    }

    private static void open(Path path, String rights) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
    }

    private static String rights(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}

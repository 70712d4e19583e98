package dev.loop.api.asset;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All files of the dashboard, held in memory: a closed list, so that no path of a caller reaches the class path. Modules
 * name each other by relative paths; a name of the whole, made from what is in it, stands before them, so that a browser
 * may keep each for ever and has all of them new when one changes.
 */
public final class Assets {

    private static final String ROOT = "/dev/loop/api/dashboard/";
    private static final String INDEX = "index.html";
    private static final String LIT = "/META-INF/resources/_static/lit-html/3.3.0/";
    private static final List<String> OF_LIT = List.of(
            "lit-html.js", "directive.js", "directive-helpers.js", "directives/repeat.js", "directives/live.js");

    private final String build;
    private final Asset index;
    private final Map<String, Asset> files;

    private Assets(String build, Asset index, Map<String, Asset> files) {
        this.build = build;
        this.index = index;
        this.files = files;
    }

    /** @throws IllegalStateException if a file is missing: the program is not whole */
    public static Assets load() {
        SortedMap<String, byte[]> sources = own();
        OF_LIT.forEach(name -> sources.put("lit/" + name, resource(LIT + name)));
        String build = nameOf(sources);
        byte[] index = sources.remove(INDEX);
        if (index == null) {
            throw new IllegalStateException("Not on the class path: " + ROOT + INDEX);
        }
        String page = new String(index, StandardCharsets.UTF_8).replace("{build}", build);
        var files = new TreeMap<String, Asset>();
        sources.forEach((name, bytes) -> files.put(name, Asset.of(name, bytes)));
        return new Assets(build, Asset.of(INDEX, page.getBytes(StandardCharsets.UTF_8)), Map.copyOf(files));
    }

    /** Changes with any of the files. */
    public String build() {
        return build;
    }

    public Asset index() {
        return index;
    }

    public Optional<Asset> find(String name) {
        return Optional.ofNullable(files.get(name));
    }

    private static SortedMap<String, byte[]> own() {
        URL at = Assets.class.getResource(ROOT + INDEX);
        if (at == null) {
            throw new IllegalStateException("Not on the class path: " + ROOT + INDEX);
        }
        try {
            if (!at.getProtocol().equals("jar")) {
                return below(Objects.requireNonNull(Path.of(at.toURI()).getParent()));
            }
            String jar = at.getPath().substring(0, at.getPath().indexOf("!/"));
            try (FileSystem inside = FileSystems.newFileSystem(Path.of(URI.create(jar)))) {
                return below(inside.getPath(ROOT));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static SortedMap<String, byte[]> below(Path root) throws IOException {
        var found = new TreeMap<String, byte[]>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path file : paths.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(file).toString().replace('\\', '/');
                if (!name.endsWith(".class")) {
                    found.put(name, Files.readAllBytes(file));
                }
            }
        }
        return found;
    }

    private static byte[] resource(String name) {
        try (InputStream in = Assets.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("Not on the class path: " + name);
            }
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String nameOf(SortedMap<String, byte[]> sources) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            sources.forEach((name, bytes) -> {
                digest.update(name.getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            });
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }
}

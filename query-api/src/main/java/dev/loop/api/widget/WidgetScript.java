package dev.loop.api.widget;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The script of the widget, made from the modules and the style sheet beside this class: one file in one scope, without
 * comments and without most white space. Names stay as they are, so that it can be read in a browser's tools.
 *
 * @param version changes with every byte of the script; stands in the script too
 */
record WidgetScript(String version, byte[] bytes) {

    private static final String COMPATIBLE = "1.";

    /** The modules, each after those that it imports. */
    private static final List<String> MODULES =
            List.of("options.js", "texts.js", "item.js", "queue.js", "form.js", "widget.js");

    private static final Pattern IMPORT = Pattern.compile("(?m)^import .*\\R|^export ");

    private static final String TEXT = "\"(?:[^\"\\\\\\n]|\\\\.)*\"|`[^`]*`";

    private static final Pattern TEXT_OR_COMMENT = Pattern.compile("(?s)(" + TEXT + ")|/\\*.*?\\*/|//[^\\n]*");

    /** Spaces and ends of lines that part nothing: beside a sign. An end that may close a statement stays. */
    private static final Pattern TEXT_OR_SPACE = Pattern.compile(
            "(?s)(" + TEXT + ")|(?<=[({\\[,;])\\s+|\\s+(?=[)}\\]])|\\s*(\\n)\\s*|(?<=[^\\w$]) +| +(?=[^\\w$])");

    static WidgetScript load() {
        String style = read("widget.css")
                .replaceAll("(?s)/\\*.*?\\*/", "")
                .replaceAll("\\s+", " ")
                .replaceAll(" ?([{};,>]) ?|(:) ", "$1$2")
                .replace(";}", "}")
                .strip();
        String body = MODULES.stream()
                .map(name -> squeezed(read(name)))
                .collect(Collectors.joining("\n"))
                .replace("{css}", style);
        String version = COMPATIBLE + hash(body);
        String whole = "(()=>{\"use strict\";\n" + body.replace("{version}", version) + "\n})();\n";
        return new WidgetScript(version, whole.getBytes(StandardCharsets.UTF_8));
    }

    private static String squeezed(String module) {
        String bare = IMPORT.matcher(module).replaceAll("");
        String code = TEXT_OR_COMMENT.matcher(bare).replaceAll(found -> kept(found.group(1), ""));
        return TEXT_OR_SPACE
                .matcher(code)
                .replaceAll(found -> kept(found.group(1), found.group(2) == null ? "" : "\n"))
                .strip();
    }

    private static String kept(@Nullable String text, String otherwise) {
        return text == null ? otherwise : Matcher.quoteReplacement(text);
    }

    private static String read(String name) {
        try (InputStream in = WidgetScript.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("Not on the class path: " + name + " of the widget");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }
}

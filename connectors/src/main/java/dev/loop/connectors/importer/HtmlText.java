package dev.loop.connectors.importer;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/** Turns HTML into the text that a person reads, with a line for each block. */
final class HtmlText {

    /** Returns the text. Input that is no HTML stays as it is, apart from {@code &} and {@code <}. */
    static String of(String html) {
        if (html.indexOf('<') < 0 && html.indexOf('&') < 0) {
            return html;
        }
        StringBuilder text = new StringBuilder();
        Jsoup.parseBodyFragment(html).body().traverse(new NodeVisitor() {
            @Override
            public void head(Node node, int depth) {
                if (node instanceof TextNode words) {
                    text.append(words.text());
                } else if (node instanceof Element element
                        && element.normalName().equals("br")) {
                    text.append('\n');
                }
            }

            @Override
            public void tail(Node node, int depth) {
                if (node instanceof Element element && element.isBlock()) {
                    text.append('\n');
                }
            }
        });
        return text.toString()
                .replaceAll("[ \\u00a0\\t]*\\n[ \\u00a0\\t]*", "\n")
                .replaceAll("\\n{3,}", "\n\n")
                .strip();
    }

    private HtmlText() {}
}

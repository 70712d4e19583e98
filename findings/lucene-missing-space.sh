#!/usr/bin/env bash
#
# Lucene makes one word of the last and the first word of two sentences, where the space between
# them is missing.
#
# Version: org.apache.lucene:lucene-core 9.12.3 (Maven Central).
#
# Behaviour: StandardAnalyzer splits by the word rules of Unicode (UAX #29). A full stop or a colon
# between two letters, and a full stop between two digits, do not end a word there; a comma between
# letters does. "It crashes.Please help" has the word "crashes.please", and a search for "crashes"
# or "please" does not find it.
#
# Output seen:
#     It crashes.Please help -> [it, crashes.please, help]
#     Verdict:bad -> [verdict:bad]
#     It crashes,please help -> [it, crashes, please, help]
#
# Why one would not expect it: "standard" text search suggests that punctuation separates words, as
# the comma does. The rule suits "example.com"; in text that is written in haste it hides words.
#
# Who meets it: search and word counts over reviews and chat messages, typed on phones, where the
# space after a full stop is often missing. A mapping of "." to ". " before the tokenizer, or a
# word-delimiter filter, brings the words back.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > pom.xml <<'XML'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.lucene</groupId><artifactId>lucene-core</artifactId><version>9.12.3</version></dependency>
  </dependencies>
</project>
XML
mvn -B -q -ntp -Dmaven.repo.local="$work/repository" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath.txt >&2

cat > Finding.java <<'END'
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

public class Finding {
    public static void main(String[] args) throws Exception {
        try (StandardAnalyzer analyzer = new StandardAnalyzer()) {
            for (String text : new String[] {
                "It crashes. Please help", "It crashes.Please help", "It crashes,please help", "Verdict:bad", "Rated 5.Bad app"
            }) {
                List<String> words = new ArrayList<>();
                try (var tokens = analyzer.tokenStream("message", text)) {
                    var word = tokens.addAttribute(CharTermAttribute.class);
                    tokens.reset();
                    while (tokens.incrementToken()) {
                        words.add(word.toString());
                    }
                    tokens.end();
                }
                System.out.println(text + " -> " + words);
            }
        }
    }
}
END

cat > expected.txt <<'END'
It crashes. Please help -> [it, crashes, please, help]
It crashes.Please help -> [it, crashes.please, help]
It crashes,please help -> [it, crashes, please, help]
Verdict:bad -> [verdict:bad]
Rated 5.Bad app -> [rated, 5, bad, app]
END

java -cp "$(cat classpath.txt)" Finding.java > seen.txt 2> log.txt || { cat log.txt >&2; exit 1; }

if ! diff expected.txt seen.txt; then
  echo "The behaviour has changed. Lines with < were seen when this was written, lines with > are seen now." >&2
  exit 1
fi
cat seen.txt
echo "It still behaves so."

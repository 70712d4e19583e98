#!/usr/bin/env bash
#
# The chi-square test of Commons Math 3 gives p = 0.0 to every strong effect, so that effects cannot
# be ranked.
#
# Versions: org.apache.commons:commons-math3 3.6.1 and, for comparison,
# org.apache.commons:commons-statistics-distribution 1.3 (Maven Central).
#
# Behaviour: ChiSquareTest.chiSquareTest computes one minus the distribution function, which is
# exactly 1.0 in a double from a statistic of some 70 on. Digits are lost long before, and below
# about 1e-16 the answer is 0.0. The distribution's survivalProbability of Commons Statistics has
# all digits.
#
# Output seen:
#     chi-square 125.00: commons-math3 0.0, commons-statistics 5.1E-29
#     chi-square 1250.00: commons-math3 0.0, commons-statistics 8.3E-274
#
# Why one would not expect it: a double goes down to 1e-308, and Commons Statistics, from the same
# project, uses that. A few thousand observations are enough to reach it.
#
# Who meets it: whoever sorts findings by p, corrects many of them (Benjamini-Hochberg, Bonferroni)
# or takes the logarithm: the strongest are all equal, and the logarithm is minus infinity.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > pom.xml <<'XML'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.commons</groupId><artifactId>commons-math3</artifactId><version>3.6.1</version></dependency>
    <dependency><groupId>org.apache.commons</groupId><artifactId>commons-statistics-distribution</artifactId><version>1.3</version></dependency>
  </dependencies>
</project>
XML
mvn -B -q -ntp -Dmaven.repo.local="$work/repository" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath.txt >&2

cat > Finding.java <<'END'
import java.util.Locale;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

public class Finding {
    public static void main(String[] args) {
        ChiSquareTest test = new ChiSquareTest();
        for (long scale : new long[] {1, 10, 100}) {
            long[][] negativeAndRest = {{90 * scale, 10 * scale}, {70 * scale, 30 * scale}};
            double statistic = test.chiSquare(negativeAndRest);
            System.out.printf(Locale.ROOT, "chi-square %.2f: commons-math3 %s, commons-statistics %s%n", statistic,
                    rounded(test.chiSquareTest(negativeAndRest)),
                    rounded(ChiSquaredDistribution.of(1).survivalProbability(statistic)));
        }
    }

    static String rounded(double p) {
        return p == 0 ? "0.0" : String.format(Locale.ROOT, "%.1E", p);
    }
}
END

cat > expected.txt <<'END'
chi-square 12.50: commons-math3 4.1E-04, commons-statistics 4.1E-04
chi-square 125.00: commons-math3 0.0, commons-statistics 5.1E-29
chi-square 1250.00: commons-math3 0.0, commons-statistics 8.3E-274
END

java -cp "$(cat classpath.txt)" Finding.java > seen.txt

if ! diff expected.txt seen.txt; then
  echo "The behaviour has changed. Lines with < were seen when this was written, lines with > are seen now." >&2
  exit 1
fi
cat seen.txt
echo "It still behaves so."

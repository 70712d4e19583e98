package dev.loop.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The imports between packages, read from sources; its cycles are strongly connected components (Tarjan, 1972). */
final class PackageGraph {

    private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);
    private static final Pattern IMPORT =
            Pattern.compile("^import (?:static )?(dev\\.loop(?:\\.[a-z]\\w*)*)\\.[A-Z]", Pattern.MULTILINE);

    private final Map<String, Set<String>> uses;

    private PackageGraph(Map<String, Set<String>> uses) {
        this.uses = uses;
    }

    static PackageGraph ofImports(List<Path> sources) throws IOException {
        Map<String, Set<String>> uses = new TreeMap<>();
        for (Path source : sources) {
            String text = Files.readString(source);
            Matcher own = PACKAGE.matcher(text);
            if (!own.find()) {
                throw new IOException(source + " names no package");
            }
            Set<String> used = uses.computeIfAbsent(own.group(1), name -> new TreeSet<>());
            Matcher imported = IMPORT.matcher(text);
            while (imported.find()) {
                used.add(imported.group(1));
            }
            used.remove(own.group(1));
        }
        return new PackageGraph(uses);
    }

    /** The groups of two or more packages of which each reaches each other. */
    List<Set<String>> cycles() {
        var search = new Search();
        uses.keySet().stream().filter(name -> !search.order.containsKey(name)).forEach(search::visit);
        return search.cycles;
    }

    private final class Search {
        private final Map<String, Integer> order = new HashMap<>();
        private final Map<String, Integer> low = new HashMap<>();
        private final Deque<String> path = new ArrayDeque<>();
        private final Set<String> onPath = new HashSet<>();
        private final List<Set<String>> cycles = new ArrayList<>();

        void visit(String name) {
            order.put(name, order.size());
            low.put(name, order.get(name));
            path.push(name);
            onPath.add(name);
            for (String used : uses.getOrDefault(name, Set.of())) {
                if (!order.containsKey(used)) {
                    visit(used);
                    low.merge(name, low.get(used), Math::min);
                } else if (onPath.contains(used)) {
                    low.merge(name, order.get(used), Math::min);
                }
            }
            if (low.get(name).equals(order.get(name))) {
                close(name);
            }
        }

        private void close(String name) {
            var group = new TreeSet<String>();
            String member;
            do {
                member = path.pop();
                onPath.remove(member);
                group.add(member);
            } while (!member.equals(name));
            if (group.size() > 1) {
                cycles.add(group);
            }
        }
    }
}

package dev.loop.api.odata;

import dev.loop.api.http.Scope;
import dev.loop.api.odata.Transformation.Grouping;
import dev.loop.api.release.ReleaseBook;
import dev.loop.question.AsOf;
import dev.loop.schemas.avro.Release;
import dev.loop.topology.question.Position;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Releases, newest first. */
final class ReleaseSet implements EntitySet {

    private static final Description ABOUT = new Description(
            "Releases",
            "Release",
            "Releases and their times.",
            Scope.RELEASES_READ,
            Shape.of(
                    ODataColumn.required("Version", ValueType.STRING, "The version."),
                    ODataColumn.required(
                            "ReleasedAt", ValueType.TIME, "The time of the release; may lie in the future."),
                    ODataColumn.optional("Title", ValueType.STRING, "A name for people."),
                    ODataColumn.optional("Notes", ValueType.STRING, "What changed, in free text."),
                    ODataColumn.required("Tags", ValueType.STRINGS, "The tags that it is expected to affect."),
                    ODataColumn.required("UpdatedAt", ValueType.TIME, "The time when the row was last written.")),
            "Version",
            List.of(SortKey.descending("ReleasedAt"), SortKey.descending("Version")));

    private final ReleaseBook book;

    ReleaseSet(ReleaseBook book) {
        this.book = book;
    }

    @Override
    public Description about() {
        return ABOUT;
    }

    @Override
    public AsOf scan(Asking asking, Optional<List<@Nullable Object>> after, Taker taker) {
        Comparator<List<@Nullable Object>> order = SortKey.comparator(order());
        for (Release release : book.all(asking.project())) {
            ODataRow row = new ReleaseRow(release);
            boolean before = after.filter(place -> order.compare(SortKey.place(order(), row), place) <= 0)
                    .isPresent();
            if (!before && !taker.take(row)) {
                break;
            }
        }
        return AsOf.of(Position.NONE);
    }

    @Override
    public AsOf tally(Asking asking, Grouping grouping, WeightedTaker taker) {
        return scan(asking, Optional.empty(), new AllRows(asking, taker));
    }

    @Override
    public Optional<ODataRow> find(Asking asking, String key) {
        return book.find(asking.project(), key).map(ReleaseRow::new);
    }

    private record ReleaseRow(Release release) implements ODataRow {
        @Override
        public @Nullable Object value(String column) {
            return switch (column) {
                case "Version" -> release.getVersion();
                case "ReleasedAt" -> release.getReleasedAt();
                case "Title" -> release.getTitle().orElse(null);
                case "Notes" -> release.getNotes().orElse(null);
                case "Tags" -> release.getTags();
                case "UpdatedAt" -> release.getUpdatedAt();
                default -> throw new IllegalArgumentException("No column " + column);
            };
        }
    }
}

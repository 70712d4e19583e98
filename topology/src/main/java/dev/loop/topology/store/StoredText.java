package dev.loop.topology.store;

import dev.loop.schemas.avro.Feedback;
import dev.loop.topology.search.ItemSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** The items of a partition, as the source of a text index. */
final class StoredText implements ItemSource {

    private final Contents contents;
    private final Tables source;
    private final ItemCodec codec = new ItemCodec();

    StoredText(Contents contents, Tables source) {
        this.contents = contents;
        this.source = source;
    }

    @Override
    public Portion from(byte[] from, int most, LongSupplier sequence) {
        return contents.reading(source, () -> {
            List<byte[]> items = new ArrayList<>(most);
            byte[][] next = new byte[1][];
            source.scan(Tables.Table.FEEDBACK_BY_TIME, null, from, TimeKey.END, (key, value) -> {
                if (items.size() == most) {
                    next[0] = key;
                    return false;
                }
                items.add(value);
                return true;
            });
            return new Portion(
                    items, next[0], sequence.getAsLong(), contents.commands().applied());
        });
    }

    @Override
    public byte[] key(Feedback item) {
        return TimeKey.of(item).encode();
    }

    @Override
    public Feedback decode(byte[] stored) {
        return codec.decode(stored);
    }
}

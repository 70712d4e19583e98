package dev.loop.schemas.wire;

import dev.loop.schemas.avro.Account;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Project;
import dev.loop.schemas.avro.Release;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;

/** Records of our types with everything in them at random, from a seed. */
final class RandomRecords {

    static final List<Class<? extends SpecificRecord>> TYPES = List.of(
            FeedbackCommand.class, Feedback.class, FeedbackChange.class, Account.class, Release.class, Project.class);

    static <V extends SpecificRecord> List<V> of(Class<V> type, long seed, int count) {
        SpecificData model = SpecificData.getForClass(type);
        Schema schema = model.getSchema(type);
        var reader = new SpecificDatumReader<V>(schema, schema, model);
        List<V> records = new ArrayList<>();
        // RandomData knows no logical types, so that its records become ours by way of their bytes.
        for (Object generic : new RandomData(GenericData.get(), schema, count, seed, false)) {
            try {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
                new GenericDatumWriter<>(schema).write(generic, encoder);
                encoder.flush();
                records.add(reader.read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return records;
    }

    private RandomRecords() {}
}

package dev.loop.encoder;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.Result;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The model all-MiniLM-L6-v2, quantised, on one thread. Texts are run one by one: in a batch, the range of all decides how
 * each is rounded, and a text would get other vectors beside other texts.
 */
final class MiniLm implements AutoCloseable {

    /** The most pieces of a run, without the marks of start and end. */
    static final int MOST_PIECES = 126;

    /** The numbers of one vector. */
    static final int WIDTH = 384;

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    MiniLm(byte[] model) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            session = environment.createSession(model, options);
        }
    }

    static MiniLm load() throws IOException, OrtException {
        try (InputStream model = resource("all-minilm-l6-v2-q.onnx")) {
            return new MiniLm(model.readAllBytes());
        }
    }

    static InputStream resource(String name) throws IOException {
        InputStream found = MiniLm.class.getResourceAsStream("/" + name);
        if (found == null) {
            throw new IOException(name + " is not on the class path");
        }
        return found;
    }

    /** Returns the vectors of start, pieces and end, one after the other. */
    FloatBuffer vectors(List<Piece> pieces) throws OrtException {
        long[][] ids = {new long[pieces.size() + 2]};
        ids[0][0] = WordPiece.START;
        for (int i = 0; i < pieces.size(); i++) {
            ids[0][i + 1] = pieces.get(i).id();
        }
        ids[0][pieces.size() + 1] = WordPiece.END;
        long[][] ones = {new long[ids[0].length]};
        Arrays.fill(ones[0], 1);
        long[][] zeros = {new long[ids[0].length]};
        try (OnnxTensor input = OnnxTensor.createTensor(environment, ids);
                OnnxTensor mask = OnnxTensor.createTensor(environment, ones);
                OnnxTensor types = OnnxTensor.createTensor(environment, zeros);
                Result result =
                        session.run(Map.of("input_ids", input, "attention_mask", mask, "token_type_ids", types))) {
            // A copy on the heap, which outlives the result.
            return ((OnnxTensor) result.get(0)).getFloatBuffer();
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}

package dev.loop.schemas;

import dev.loop.schemas.avro.Feedback;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Lets Avro load our generated records.
 *
 * <p>Since 1.12.2 (AVRO-4189) Avro instantiates by name only what it was told to trust, and answers {@code
 * SecurityException: Forbidden …} for everything else, our own records included. {@link Topics} and the wire format call
 * this as they are loaded; code that uses Avro on our records without either of them has to call it first.
 */
public final class TrustedRecords {

    private static final String PACKAGE = Feedback.class.getPackageName();

    static {
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(),
                type -> type.getPackageName().equals(PACKAGE)));
    }

    /** Adds the package of the records to the trusted ones. Only the first call has an effect. */
    public static void install() {
        // The work is in the static initializer, which the JVM runs once however many threads call this.
    }

    private TrustedRecords() {}
}

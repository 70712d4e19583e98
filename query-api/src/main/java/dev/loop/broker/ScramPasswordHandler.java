package dev.loop.broker;

import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.scram.ScramCredential;
import org.apache.kafka.common.security.scram.ScramCredentialCallback;
import org.apache.kafka.common.security.scram.internals.ScramFormatter;
import org.apache.kafka.common.security.scram.internals.ScramMechanism;
import org.jspecify.annotations.Nullable;

/**
 * Takes the one user of our own Kafka from the settings of the broker. Kafka's own handler takes users from its
 * metadata, which has none in a directory that was made without, and which is not there yet when the broker itself logs
 * in at the controller. Kafka makes this handler, by its name.
 */
public final class ScramPasswordHandler implements AuthenticateCallbackHandler {

    private @Nullable String user;
    private @Nullable ScramCredential credential;

    @Override
    public void configure(Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> entries) {
        Map<String, ?> options = entries.get(0).getOptions();
        ScramMechanism scram = ScramMechanism.forMechanismName(mechanism);
        user = String.valueOf(options.get("username"));
        try {
            credential = new ScramFormatter(scram)
                    .generateCredential(String.valueOf(options.get("password")), scram.minIterations());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
        boolean known = false;
        for (Callback callback : callbacks) {
            if (callback instanceof NameCallback name) {
                known = name.getDefaultName().equals(user);
            } else if (callback instanceof ScramCredentialCallback asked) {
                // An unknown user has no password, which Kafka answers like a wrong password.
                if (known) {
                    asked.scramCredential(credential);
                }
            } else {
                throw new UnsupportedCallbackException(callback);
            }
        }
    }

    @Override
    public void close() {}
}

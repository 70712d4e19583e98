package dev.loop.connectors.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schema {@code loop} with its tables and views, as {@code migration/V*.sql} define it. Flyway applies them,
 * because they stay plain SQL that a database administrator can read and run; Liquibase has a language of its own.
 */
public final class Warehouse {

    public static final String SCHEMA = "loop";

    /** The role that may read everything in the schema and change nothing. */
    public static final String READER = "loop_reader";

    private static final Logger LOG = LoggerFactory.getLogger(Warehouse.class);
    private static final String MIGRATIONS = "classpath:dev/loop/connectors/postgres/migration";
    private static final String NOT_ALLOWED = "42501";

    /**
     * Makes the schema or brings it up to date, together with the role {@value #READER} if that is allowed.
     *
     * @param kafkaCluster id of the cluster that the rows come from
     * @return the id of the database: sinks that name their consumer group after it never skip what another has read
     * @throws WarehouseException if the database cannot be reached or changed, or holds the data of another cluster
     */
    public static UUID open(PostgresAddress address, String kafkaCluster) {
        try {
            Flyway.configure()
                    .dataSource(
                            address.jdbcUrl(),
                            address.user(),
                            address.password().orElse(null))
                    .locations(MIGRATIONS)
                    .defaultSchema(SCHEMA)
                    .schemas(SCHEMA)
                    .table("schema_history")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new WarehouseException("The tables in " + address.shown() + " cannot be made: " + firstLine(e), e);
        }
        try (Connection connection = connect(address)) {
            UUID id = claim(connection, address, kafkaCluster);
            describeHistory(connection);
            letReadersIn(connection);
            return id;
        } catch (SQLException e) {
            throw new WarehouseException("The database " + address.shown() + " does not answer: " + firstLine(e), e);
        }
    }

    public static Connection connect(PostgresAddress address) throws SQLException {
        return DriverManager.getConnection(address.jdbcUrl(), address.properties());
    }

    private static UUID claim(Connection connection, PostgresAddress address, String kafkaCluster) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO loop.origin (kafka_cluster) VALUES (?) ON CONFLICT DO NOTHING")) {
            insert.setString(1, kafkaCluster);
            insert.executeUpdate();
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT database_id, kafka_cluster FROM loop.origin")) {
            if (!row.next()) {
                throw new WarehouseException("The table loop.origin of " + address.shown() + " has no row");
            }
            String before = row.getString(2);
            if (!before.equals(kafkaCluster)) {
                throw new WarehouseException("The tables in " + address.shown() + " hold the data of the Kafka cluster "
                        + before + ", and this one is " + kafkaCluster
                        + ". Use another database, or empty this one with DROP SCHEMA loop CASCADE.");
            }
            return row.getObject(1, UUID.class);
        }
    }

    /** Comments Flyway's own table, which exists before any migration could. */
    private static void describeHistory(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("COMMENT ON TABLE loop.schema_history IS"
                    + " 'Which migrations have made these tables and views, and when. Kept by Flyway.'");
        } catch (SQLException e) {
            if (!NOT_ALLOWED.equals(e.getSQLState())) {
                throw e;
            }
            LOG.debug("Another user owns the tables", e);
        }
    }

    /**
     * Makes the reader's role. The owner of a database may lack the right to; then its administrator makes the role.
     */
    private static void letReadersIn(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("""
                    DO $$ BEGIN
                      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'loop_reader') THEN
                        CREATE ROLE loop_reader NOLOGIN;
                        ALTER ROLE loop_reader SET search_path = loop;
                        ALTER ROLE loop_reader SET default_transaction_read_only = on;
                        ALTER ROLE loop_reader SET statement_timeout = '5min';
                      END IF;
                    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
                    END $$""");
            statement.execute("GRANT USAGE ON SCHEMA loop TO " + READER);
            statement.execute("GRANT SELECT ON ALL TABLES IN SCHEMA loop TO " + READER);
            statement.execute("ALTER DEFAULT PRIVILEGES IN SCHEMA loop GRANT SELECT ON TABLES TO " + READER);
        } catch (SQLException e) {
            if (!NOT_ALLOWED.equals(e.getSQLState())) {
                throw e;
            }
            LOG.warn(
                    "There is no role {} for BI tools, and this user may not make it. Have it made with CREATE ROLE {}"
                            + " and start again.",
                    READER,
                    READER);
        }
    }

    private static String firstLine(Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }

    private Warehouse() {}
}

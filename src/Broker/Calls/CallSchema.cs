namespace Fairlead.Broker.Calls;

/// <summary>
/// The tables of <c>calls.db</c>. Unlike the search store it cannot be built anew: a step changes what is there and is never changed itself.
/// </summary>
internal static class CallSchema
{
    public static int Version => Steps.Count;

    /// <summary>Each leads to the version of its place in the list, from 1.</summary>
    /// <remarks>
    /// <c>calls</c> is narrow, so that a search that no index serves reads little; what is large lies in <c>contents</c>. Keys are never given
    /// twice, also when the last ones were cleaned away. <c>counts</c> are of calls that have ended, <c>settled_ms</c> is when somebody decided
    /// about an unknown outcome; <c>orders</c> are what somebody wants of the next attempts at a job. Sizes are of the whole text where only a part is kept, else null.
    /// </remarks>
    public static IReadOnlyList<string> Steps { get; } =
    [
        """
        CREATE TABLE calls (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            state TEXT NOT NULL,
            type TEXT NOT NULL,
            job_key INTEGER NOT NULL,
            process_id TEXT NOT NULL,
            process_version INTEGER NOT NULL,
            definition_key INTEGER NOT NULL,
            instance_key INTEGER NOT NULL,
            element_id TEXT NOT NULL,
            element_key INTEGER NOT NULL,
            tenant_id TEXT NOT NULL,
            attempt INTEGER NOT NULL,
            retries_left INTEGER NOT NULL,
            idempotency_key TEXT NOT NULL,
            trace_id TEXT,
            started_ms INTEGER NOT NULL,
            ended_ms INTEGER,
            sent_us INTEGER,
            first_byte_us INTEGER,
            executed_us INTEGER,
            duration_us INTEGER,
            requests INTEGER NOT NULL DEFAULT 0,
            request TEXT,
            host TEXT,
            answer TEXT,
            status INTEGER,
            error_code TEXT,
            error_message TEXT,
            next_ms INTEGER,
            capture TEXT,
            settled_ms INTEGER
        );
        CREATE INDEX calls_of_job ON calls (job_key);
        CREATE INDEX calls_of_instance ON calls (instance_key);
        CREATE INDEX calls_in_doubt ON calls (job_key) WHERE state IN ('IN_FLIGHT', 'UNKNOWN', 'ABANDONED');
        CREATE INDEX calls_not_well ON calls (started_ms) WHERE state NOT IN ('COMPLETED', 'PARKED', 'IN_FLIGHT');
        CREATE TABLE counts (kind TEXT PRIMARY KEY, rows INTEGER NOT NULL) WITHOUT ROWID;
        INSERT INTO counts VALUES ('well', 0), ('not well', 0);
        CREATE TABLE contents (
            key INTEGER PRIMARY KEY,
            inputs TEXT, inputs_bytes INTEGER,
            exchanges TEXT,
            response TEXT, response_bytes INTEGER,
            result TEXT, result_bytes INTEGER,
            error_value TEXT, error_value_bytes INTEGER,
            result_nulls TEXT,
            error_nulls TEXT,
            variables TEXT, variables_bytes INTEGER,
            log TEXT
        );
        """,
        """
        ALTER TABLE calls ADD COLUMN remap_of INTEGER;
        CREATE TABLE orders (
            job_key INTEGER PRIMARY KEY,
            edits INTEGER NOT NULL,
            remap_of INTEGER,
            response TEXT NOT NULL,
            result_variable TEXT,
            result_expression TEXT,
            error_expression TEXT
        );
        """,
    ];
}

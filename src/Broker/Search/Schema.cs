namespace Fairlead.Broker.Search;

/// <summary>
/// The tables that people search. Moments are Unix milliseconds, states are the words of the REST API, values are JSON text. Keys are the
/// engine's: they only grow, so rows are appended; there are few further indexes because each costs a write for each row.
/// </summary>
internal static class Schema
{
    /// <summary>A file of a later version is not understood: it is moved away and built anew.</summary>
    public static int Version => 1 + Steps.Length;

    /// <summary>What each version added to the one before, from <see cref="Version1"/> on. A step that was published never changes.</summary>
    public static readonly string[] Steps =
    [
        // Calls: nothing in the older files was called by another process.
        """
        ALTER TABLE process_instances ADD COLUMN parent_key INTEGER;
        ALTER TABLE process_instances ADD COLUMN parent_element_key INTEGER;
        ALTER TABLE process_instances ADD COLUMN root_key INTEGER;
        """,
        // Kinds of jobs.
        """
        ALTER TABLE jobs ADD COLUMN kind TEXT NOT NULL DEFAULT 'BPMN_ELEMENT';
        ALTER TABLE jobs ADD COLUMN listener_event TEXT NOT NULL DEFAULT 'UNSPECIFIED';
        """,
        // Labels of instances.
        """
        ALTER TABLE process_instances ADD COLUMN tags TEXT;
        ALTER TABLE process_instances ADD COLUMN business_id TEXT;
        CREATE INDEX process_instances_by_business_id ON process_instances (business_id) WHERE business_id IS NOT NULL;
        CREATE TABLE instance_tags (
            tag          TEXT NOT NULL,
            instance_key INTEGER NOT NULL,
            PRIMARY KEY (tag, instance_key)
        ) WITHOUT ROWID;
        CREATE INDEX instance_tags_by_instance ON instance_tags (instance_key);
        """,
        // The story of each instance, and what cleaning needs.
        """
        CREATE TABLE history (
            number    INTEGER PRIMARY KEY,
            owner_key INTEGER NOT NULL,
            position  INTEGER NOT NULL,
            entries   BLOB NOT NULL
        );
        CREATE INDEX history_by_owner ON history (owner_key);
        CREATE INDEX process_instances_by_end ON process_instances (end_ms) WHERE end_ms IS NOT NULL;
        CREATE INDEX process_instances_by_root ON process_instances (root_key) WHERE root_key IS NOT NULL;
        CREATE INDEX jobs_by_instance ON jobs (instance_key);
        """,
        // What a search for jobs shows. Headers are JSON objects: those of an element, and those that a job has beside them.
        """
        ALTER TABLE jobs ADD COLUMN headers TEXT;
        ALTER TABLE jobs ADD COLUMN updated_ms INTEGER;
        CREATE TABLE element_headers (
            definition_key INTEGER NOT NULL,
            element_id     TEXT NOT NULL,
            headers        TEXT NOT NULL,
            PRIMARY KEY (definition_key, element_id)
        ) WITHOUT ROWID;
        """,
        // Decisions.
        """
        CREATE TABLE decision_requirements (
            key             INTEGER PRIMARY KEY,
            deployment_key  INTEGER NOT NULL,
            requirements_id TEXT NOT NULL,
            name            TEXT NOT NULL,
            version         INTEGER NOT NULL,
            resource_name   TEXT NOT NULL,
            deployed_ms     INTEGER NOT NULL,
            xml             BLOB NOT NULL
        );
        CREATE TABLE decision_definitions (
            key              INTEGER PRIMARY KEY,
            requirements_key INTEGER NOT NULL,
            decision_id      TEXT NOT NULL,
            name             TEXT NOT NULL,
            version          INTEGER NOT NULL,
            version_tag      TEXT
        );
        CREATE INDEX decision_definitions_by_id ON decision_definitions (decision_id, version);
        CREATE TABLE decision_instances (
            id                INTEGER PRIMARY KEY,
            evaluation_key    INTEGER NOT NULL,
            number            INTEGER NOT NULL,
            root_decision_key INTEGER NOT NULL,
            requirements_key  INTEGER NOT NULL,
            decision_key      INTEGER NOT NULL,
            decision_id       TEXT NOT NULL,
            decision_name     TEXT NOT NULL,
            decision_version  INTEGER NOT NULL,
            decision_type     TEXT NOT NULL,
            state             TEXT NOT NULL,
            failure           TEXT,
            result            TEXT NOT NULL,
            inputs            TEXT NOT NULL,
            rules             TEXT NOT NULL,
            element_key       INTEGER,
            instance_key      INTEGER,
            definition_key    INTEGER,
            evaluated_ms      INTEGER NOT NULL
        );
        CREATE UNIQUE INDEX decision_instances_by_evaluation ON decision_instances (evaluation_key, number);
        CREATE INDEX decision_instances_by_instance ON decision_instances (instance_key) WHERE instance_key IS NOT NULL;
        """,
        // Life of definitions, and whether people fill in a form to start them.
        """
        ALTER TABLE process_definitions ADD COLUMN state TEXT NOT NULL DEFAULT 'ACTIVE';
        ALTER TABLE process_definitions ADD COLUMN is_forgotten INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE process_definitions ADD COLUMN has_start_form INTEGER NOT NULL DEFAULT 0;
        """,
        // What an instance called, and called from where.
        """
        CREATE INDEX process_instances_by_parent ON process_instances (parent_key) WHERE parent_key IS NOT NULL;
        CREATE INDEX process_instances_by_parent_element ON process_instances (parent_element_key) WHERE parent_element_key IS NOT NULL;
        """,
        // Tasks for people. Lists are JSON arrays; headers are names and values in turn.
        """
        CREATE TABLE user_tasks (
            key              INTEGER PRIMARY KEY,
            instance_key     INTEGER NOT NULL,
            element_key      INTEGER NOT NULL,
            element_id       TEXT NOT NULL,
            definition_key   INTEGER NOT NULL,
            process_id       TEXT NOT NULL,
            version          INTEGER NOT NULL,
            state            TEXT NOT NULL,
            assignee         TEXT,
            candidate_users  TEXT NOT NULL,
            candidate_groups TEXT NOT NULL,
            due_ms           INTEGER,
            follow_up_ms     INTEGER,
            priority         INTEGER NOT NULL,
            external_form    TEXT,
            headers          TEXT NOT NULL,
            created_ms       INTEGER NOT NULL,
            ended_ms         INTEGER
        );
        CREATE INDEX user_tasks_by_instance ON user_tasks (instance_key);
        CREATE INDEX user_tasks_by_assignee ON user_tasks (assignee) WHERE assignee IS NOT NULL AND ended_ms IS NULL;
        """,
        // Their deployed forms.
        """
        ALTER TABLE user_tasks ADD COLUMN form_key INTEGER;
        """,
        // Why a task listener denied a change; empty when it did not say.
        """
        ALTER TABLE jobs ADD COLUMN denied_reason TEXT;
        """,
        // Cluster variables; a global one has no tenant.
        """
        CREATE TABLE cluster_variables (
            key    INTEGER PRIMARY KEY,
            tenant TEXT,
            name   TEXT NOT NULL,
            value  TEXT NOT NULL
        );
        """,
        // What is open, to be counted without looking at what has ended.
        """
        CREATE INDEX jobs_open ON jobs (type, state) WHERE end_ms IS NULL;
        CREATE INDEX process_instances_open ON process_instances (process_id) WHERE end_ms IS NULL;
        CREATE INDEX incidents_open ON incidents (error_type) WHERE resolved_ms IS NULL;
        """,
        // Whose a definition or a DMN file is; nothing for the default tenant.
        """
        CREATE TABLE owners (
            key    INTEGER PRIMARY KEY,
            tenant TEXT NOT NULL
        );
        """,
        // Outside events that are kept or were, and the elements of those that were applied at once.
        """
        CREATE TABLE inbox_entries (
            key               INTEGER PRIMARY KEY,
            tenant            TEXT NOT NULL,
            type              TEXT NOT NULL,
            process_id        TEXT NOT NULL,
            element_id        TEXT NOT NULL,
            state             TEXT NOT NULL,
            code              TEXT NOT NULL,
            reason            TEXT NOT NULL,
            deduplication_key TEXT,
            message_id        TEXT,
            payload_bytes     INTEGER NOT NULL,
            attempts          INTEGER NOT NULL,
            received_ms       INTEGER NOT NULL,
            last_attempt_ms   INTEGER NOT NULL,
            kept_until_ms     INTEGER NOT NULL,
            end_ms            INTEGER,
            answer_key        INTEGER,
            answer_instance   INTEGER
        );
        CREATE INDEX inbox_entries_by_process ON inbox_entries (process_id, element_id);
        CREATE INDEX inbox_entries_ended ON inbox_entries (end_ms) WHERE end_ms IS NOT NULL;
        ALTER TABLE inbox ADD COLUMN tenant TEXT;
        ALTER TABLE inbox ADD COLUMN type TEXT;
        ALTER TABLE inbox ADD COLUMN process_id TEXT;
        ALTER TABLE inbox ADD COLUMN element_id TEXT;
        ALTER TABLE inbox ADD COLUMN entry_key INTEGER;
        """,
    ];

    /// <summary>Where every file began.</summary>
    public const string Version1 = """
        CREATE TABLE meta (
            name  TEXT PRIMARY KEY,
            value INTEGER NOT NULL
        ) WITHOUT ROWID;

        CREATE TABLE process_definitions (
            key            INTEGER PRIMARY KEY,
            deployment_key INTEGER NOT NULL,
            process_id     TEXT NOT NULL,
            name           TEXT,
            version        INTEGER NOT NULL,
            version_tag    TEXT,
            resource_name  TEXT NOT NULL,
            deployed_ms    INTEGER NOT NULL,
            xml            BLOB NOT NULL
        );
        CREATE INDEX process_definitions_by_id ON process_definitions (process_id, version);

        CREATE TABLE elements (
            definition_key INTEGER NOT NULL,
            element_id     TEXT NOT NULL,
            name           TEXT NOT NULL,
            PRIMARY KEY (definition_key, element_id)
        ) WITHOUT ROWID;

        CREATE TABLE process_instances (
            key            INTEGER PRIMARY KEY,
            definition_key INTEGER NOT NULL,
            process_id     TEXT NOT NULL,
            version        INTEGER NOT NULL,
            state          TEXT NOT NULL,
            start_ms       INTEGER NOT NULL,
            end_ms         INTEGER
        );

        CREATE TABLE element_instances (
            key          INTEGER PRIMARY KEY,
            instance_key INTEGER NOT NULL,
            scope_key    INTEGER,
            element_id   TEXT NOT NULL,
            type         TEXT NOT NULL,
            state        TEXT NOT NULL,
            start_ms     INTEGER NOT NULL,
            end_ms       INTEGER
        );
        CREATE INDEX element_instances_by_instance ON element_instances (instance_key);

        CREATE TABLE sequence_flows (
            instance_key INTEGER NOT NULL,
            flow_id      TEXT NOT NULL,
            taken        INTEGER NOT NULL,
            PRIMARY KEY (instance_key, flow_id)
        ) WITHOUT ROWID;

        CREATE TABLE variables (
            key          INTEGER PRIMARY KEY,
            instance_key INTEGER NOT NULL,
            scope_key    INTEGER NOT NULL,
            name         TEXT NOT NULL,
            value        TEXT NOT NULL
        );
        CREATE INDEX variables_by_instance ON variables (instance_key);

        CREATE TABLE incidents (
            key            INTEGER PRIMARY KEY,
            instance_key   INTEGER NOT NULL,
            element_key    INTEGER NOT NULL,
            element_id     TEXT NOT NULL,
            job_key        INTEGER,
            definition_key INTEGER NOT NULL,
            process_id     TEXT NOT NULL,
            error_type     TEXT NOT NULL,
            message        TEXT NOT NULL,
            state          TEXT NOT NULL,
            created_ms     INTEGER NOT NULL,
            resolved_ms    INTEGER
        );
        CREATE INDEX incidents_by_instance ON incidents (instance_key);
        CREATE INDEX incidents_by_element ON incidents (element_key);

        CREATE TABLE jobs (
            key          INTEGER PRIMARY KEY,
            instance_key INTEGER NOT NULL,
            element_key  INTEGER NOT NULL,
            element_id   TEXT NOT NULL,
            type         TEXT NOT NULL,
            state        TEXT NOT NULL,
            retries      INTEGER NOT NULL,
            worker       TEXT,
            deadline_ms  INTEGER,
            error_code   TEXT,
            message      TEXT,
            created_ms   INTEGER NOT NULL,
            end_ms       INTEGER
        );

        CREATE TABLE inbox (
            deduplication_key TEXT PRIMARY KEY,
            answer_key        INTEGER NOT NULL,
            answer_instance   INTEGER NOT NULL,
            accepted_ms       INTEGER NOT NULL,
            kept_until_ms     INTEGER NOT NULL
        ) WITHOUT ROWID;
        """;
}

using System.Reflection;

namespace Fairlead.Engine.Tests;

/// <summary>
/// What an element, the root of an instance and a job can have. Whoever adds to it asks what a migration does with that, in MigrationFold and
/// in MigrationPlanner, before he adds it to the list here.
/// </summary>
public sealed class MigrationTests
{
    [Fact]
    public void A_migration_knows_all_that_an_element_can_have() => Assert.Equivalent(
        (string[])
        [
            // It belongs to the new definition and has the new id.
            "Definition", "ElementId",
            // It goes with the element: what is open in it is migrated by the same event, or is renamed.
            "Compensation", "Conditions", "Incident", "Interruption", "Job", "Signals", "Subscriptions", "Timers", "Tokens", "Triggers",
            // The root has an event of its own.
            "Root",
            // It stays as it is: nothing of it depends on the definition, or the planner refuses what would.
            "ActiveChildren", "Called", "Instance", "IsDiscarded", "IsFulfilled", "Key", "Listening", "Loop", "LoopCounter", "Phase", "Scope",
            "Type", "UserTask", "VariableNames",
        ],
        Members(typeof(ElementInstance), except: ["IsOpen", "IsCompensationHandler"]), strict: true);

    [Fact]
    public void A_migration_knows_all_that_a_root_can_have() => Assert.Equivalent(
        (string[])
        [
            "ProcessId", "Version", "EndsAfter", "StartLock", "BusinessId", "AwaitResult", "Caller", "FetchVariables", "Tags", "Trace",
            "TraceLinks",
        ],
        Members(typeof(RootPart), except: ["HasLabels", "IsTraced"]), strict: true);

    [Fact]
    public void A_migration_knows_all_that_a_job_can_have() => Assert.Equivalent(
        (string[])
        [
            "Definition", "ElementId", "ProcessId", "ProcessVersion", "Headers", "HasAllHeaders",
            "Deadline", "Element", "Instance", "Key", "Kind", "ListenerEvent", "Phase", "RetriesLeft", "RetryAt", "Tenant", "Type", "Worker",
        ],
        Members(typeof(Job), except: []), strict: true);

    private static string[] Members(Type type, string[] except) =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(property => property.Name)
            .Except([.. except, "EqualityContract"]),
    ];
}

using Fairlead.Protocol;

using Microsoft.Extensions.Logging;

namespace Fairlead.Connectors.Runtime;

/// <summary>What operators are told. Event ids 3000 to 3999; texts are clean of secrets before they come here.</summary>
internal static partial class Log
{
    [LoggerMessage(3001, LogLevel.Warning, "Job {JobKey} of type {JobType} at element {ElementId} failed with {Code}; {RetriesLeft} retries left. Its instance says why.")]
    public static partial void JobFailed(ILogger logger, long jobKey, string jobType, string elementId, int retriesLeft, string code);

    [LoggerMessage(3002, LogLevel.Debug, "Job {JobKey} of type {JobType} is gone; its result is dropped.")]
    public static partial void JobGone(ILogger logger, long jobKey, string jobType);

    [LoggerMessage(3003, LogLevel.Warning, "The cluster did not take the result of job {JobKey} of type {JobType} ({Error}); the job will be done again.")]
    public static partial void JobNotReported(ILogger logger, Exception cause, long jobKey, string jobType, ClusterError error);

    [LoggerMessage(3004, LogLevel.Warning, "No jobs of type {JobType}: the cluster refuses ({Error}). Asking again.")]
    public static partial void JobsNotActivated(ILogger logger, Exception cause, string jobType, ClusterError error);

    [LoggerMessage(3005, LogLevel.Information, "Job {JobKey} of type {JobType} was abandoned at shutdown; it will be done again after its timeout.")]
    public static partial void JobAbandoned(ILogger logger, long jobKey, string jobType);

    [LoggerMessage(3006, LogLevel.Error, "A defect of the runtime stopped job {JobKey} of type {JobType}: {Defect}")]
    public static partial void JobLoopDefect(ILogger logger, long jobKey, string jobType, string defect);

    [LoggerMessage(3007, LogLevel.Warning, "Calls were still under way after {Limit}; they are abandoned.")]
    public static partial void StopLimitReached(ILogger logger, TimeSpan limit);

    [LoggerMessage(3008, LogLevel.Error, "The connector of job {JobKey} of type {JobType} failed in a way it does not know; this is a defect of the connector. {Defect}")]
    public static partial void ConnectorDefect(ILogger logger, long jobKey, string jobType, string defect);

    [LoggerMessage(3009, LogLevel.Error, "Asking for jobs of type {JobType} failed; this is a defect. Asking again.")]
    public static partial void JobLoopBroken(ILogger logger, Exception defect, string jobType);

    [LoggerMessage(3010, LogLevel.Warning, "The job timeout of job {JobKey} of type {JobType} could not be set ({Error}); the shorter of both deadlines holds.")]
    public static partial void JobTimeoutNotUpdated(ILogger logger, Exception cause, long jobKey, string jobType, ClusterError error);

    [LoggerMessage(3011, LogLevel.Warning, "Job {JobKey} of type {JobType} is no longer held ({Error}); the result of its call will be recorded, not applied.")]
    public static partial void JobLost(ILogger logger, Exception cause, long jobKey, string jobType, ClusterError error);

    [LoggerMessage(3012, LogLevel.Warning, "The result of job {JobKey} of type {JobType} came when the job was no longer held; it is recorded, not applied.")]
    public static partial void ResultLate(ILogger logger, long jobKey, string jobType);

    [LoggerMessage(3101, LogLevel.Warning, "Inbound connector {ExecutableId} of type {Type} in process {ProcessId} does not run: {Reason}")]
    public static partial void InboundDown(ILogger logger, string executableId, string type, string processId, string reason);

    [LoggerMessage(3102, LogLevel.Debug, "Inbound connector {ExecutableId} of type {Type} in process {ProcessId} runs.")]
    public static partial void InboundUp(ILogger logger, string executableId, string type, string processId);

    [LoggerMessage(3103, LogLevel.Warning, "Deployed processes could not be looked through for inbound connectors; what runs goes on. Trying again.")]
    public static partial void InboundPassFailed(ILogger logger, Exception cause);

    [LoggerMessage(3104, LogLevel.Warning, "The model of definition {DefinitionKey} (process {ProcessId}) could not be read for inbound connectors ({Error}). Trying again.")]
    public static partial void ModelNotRead(ILogger logger, Exception cause, long definitionKey, string processId, ClusterError error);

    [LoggerMessage(3105, LogLevel.Warning, "Inbound connector {ExecutableId} of type {Type} in process {ProcessId} did not stop within {Limit} and was left to itself.")]
    public static partial void InboundAbandoned(ILogger logger, string executableId, string type, string processId, TimeSpan limit);

    [LoggerMessage(3106, LogLevel.Error, "Inbound connector {ExecutableId} of type {Type} failed with {Defect} when it was stopped; this is a defect of the connector.")]
    public static partial void InboundStopDefect(ILogger logger, string executableId, string type, string defect);

    [LoggerMessage(3108, LogLevel.Warning, "Inbound connector {ExecutableId} of type {Type} in process {ProcessId} is silent: {Reason}")]
    public static partial void InboundSilent(ILogger logger, string executableId, string type, string processId, string reason);

    [LoggerMessage(3107, LogLevel.Error, "What inbound connectors did could not be read or written down; they go on.")]
    public static partial void ActivitiesNotKept(ILogger logger, Exception cause);

    [LoggerMessage(3201, LogLevel.Warning, "The event at webhook {Path} was accepted, but the answer could not be composed: {Reason}")]
    public static partial void AnswerFailed(ILogger logger, string path, string reason);

    [LoggerMessage(3202, LogLevel.Error, "A defect of the runtime stopped a request to webhook {Path}.")]
    public static partial void WebhookDefect(ILogger logger, Exception defect, string path);

    [LoggerMessage(3203, LogLevel.Debug, "A request to webhook {Path} was refused: {Reason}")]
    public static partial void WebhookRefused(ILogger logger, string path, string reason);

    [LoggerMessage(3210, LogLevel.Warning, "Anybody can call webhook {Path} of process {ProcessId}: it has neither a signature nor another authentication.")]
    public static partial void WebhookOpenToAll(ILogger logger, string path, string processId);

    [LoggerMessage(3303, LogLevel.Warning, "The provider of secrets {Provider} cannot be asked: {Reason}")]
    public static partial void SecretProviderSilent(ILogger logger, string provider, string reason);

    [LoggerMessage(3301, LogLevel.Error, "Notes of who used which secret could not be kept.")]
    public static partial void SecretUsesNotKept(ILogger logger, Exception cause);

    [LoggerMessage(3302, LogLevel.Warning, "{Count} notes of who used which secret are lost: they came faster than they can be written, or could not be.")]
    public static partial void SecretUsesLost(ILogger logger, long count);

    [LoggerMessage(3401, LogLevel.Warning, "Held events could not be looked through; they stay held. Trying again.")]
    public static partial void HeldPassFailed(ILogger logger, Exception cause);

    [LoggerMessage(3402, LogLevel.Warning, "Held event {InboxKey} for element {ElementId} of process {ProcessId} cannot be applied now, and those behind it wait: {Reason}")]
    public static partial void HeldNotNow(ILogger logger, long inboxKey, string processId, string elementId, string reason);

    [LoggerMessage(3403, LogLevel.Information, "{Count} held events for element {ElementId} of process {ProcessId} were applied or put aside.")]
    public static partial void HeldDriven(ILogger logger, int count, string processId, string elementId);

    [LoggerMessage(3404, LogLevel.Error, "A defect of the runtime stopped held event {InboxKey}; it is put aside for somebody to look at.")]
    public static partial void HeldDefect(ILogger logger, Exception defect, long inboxKey);
}

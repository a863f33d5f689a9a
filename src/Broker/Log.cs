using Microsoft.Extensions.Logging;

namespace Fairlead.Broker;

internal static partial class Log
{
    [LoggerMessage(4001, LogLevel.Error, "{Command} hit a defect of the engine (id {Id}); the state is as before.")]
    public static partial void CommandFailed(ILogger logger, Exception cause, string command, string id);

    [LoggerMessage(4002, LogLevel.Critical, "The partition stopped: {Reason}. Nothing is acknowledged until a restart.")]
    public static partial void PartitionFailed(ILogger logger, Exception cause, string reason);

    [LoggerMessage(4003, LogLevel.Debug, "Recovered {Folder}: journal at {Position}, {Replayed} records replayed.")]
    public static partial void Recovered(ILogger logger, string folder, long position, long replayed);

    [LoggerMessage(4004, LogLevel.Error, "Nothing is acknowledged, because {Reason}. Trying to open it again in {PauseMs} ms.")]
    public static partial void StoreAway(ILogger logger, Exception cause, string reason, long pauseMs);

    [LoggerMessage(4005, LogLevel.Information,
        "The data folder can be written again after {AwayMs} ms: journal at {Position}, everything that was acknowledged is there.")]
    public static partial void StoreBack(ILogger logger, long awayMs, long position);

    [LoggerMessage(4011, LogLevel.Warning,
        "The search store {File} is new while the journal begins at {First}: what ended before cannot be searched.")]
    public static partial void SearchIncomplete(ILogger logger, string file, long first);

    [LoggerMessage(4012, LogLevel.Warning,
        "The search store {File} does not fit the journal (at {Projected}, the journal ends at {Last}); "
        + "it was moved to {Backup} and is built anew.")]
    public static partial void SearchDoesNotFit(ILogger logger, string file, long projected, long last, string backup);

    [LoggerMessage(4013, LogLevel.Error, "The search store {File} cannot be written; trying again in {PauseMs} ms. The engine goes on.")]
    public static partial void SearchFailed(ILogger logger, Exception cause, string file, long pauseMs);

    [LoggerMessage(4014, LogLevel.Information, "The search store {File} is written again.")]
    public static partial void SearchRecovered(ILogger logger, string file);

    [LoggerMessage(4015, LogLevel.Critical, "A defect stopped the search store {File}. The engine goes on; searches are refused.")]
    public static partial void SearchStopped(ILogger logger, Exception cause, string file);

    [LoggerMessage(4021, LogLevel.Warning, "Documents in {Folder} that have expired cannot be removed; trying again in a minute.")]
    public static partial void DocumentsNotSwept(ILogger logger, Exception cause, string folder);

    [LoggerMessage(4031, LogLevel.Error,
        "The call journal {File} cannot be written; trying again. Calls go on, except those that must not be repeated. Not written since it was last said: {Count}.")]
    public static partial void CallsNotWritten(ILogger logger, Exception? cause, string file, long count);

    [LoggerMessage(4032, LogLevel.Information, "The call journal {File} is written again.")]
    public static partial void CallsWrittenAgain(ILogger logger, string file);

    [LoggerMessage(4033, LogLevel.Warning, "The call journal {File} could not be cleaned; trying again.")]
    public static partial void CallsNotCleaned(ILogger logger, Exception cause, string file);

    [LoggerMessage(4034, LogLevel.Critical, "A defect stopped the call journal {File}. Calls go on, except those that must not be repeated.")]
    public static partial void CallsStopped(ILogger logger, Exception cause, string file);
}

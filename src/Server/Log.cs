namespace Fairlead.Server;

/// <summary>What this process tells its operator.</summary>
internal static partial class Log
{
    [LoggerMessage(5001, LogLevel.Error, "{Method} {Path} failed by a defect of ours.")]
    public static partial void RequestDefect(ILogger logger, Exception cause, string method, string path);

    [LoggerMessage(5002, LogLevel.Warning, "{Count} activated jobs go back, because the caller of {Path} is gone.")]
    public static partial void JobsGoBack(ILogger logger, int count, string path);

    [LoggerMessage(5004, LogLevel.Warning, "{Reason}")]
    public static partial void SettingPassedOver(ILogger logger, string reason);

    [LoggerMessage(5003, LogLevel.Error, "A document broke off while it was read: {Reason}")]
    public static partial void DocumentBrokeOff(ILogger logger, string reason);

    [LoggerMessage(5005, LogLevel.Warning, "Nothing is served before the cluster answers: {Reason}")]
    public static partial void ClusterAwaited(ILogger logger, string reason);

    [LoggerMessage(5006, LogLevel.Warning, "The cluster does not answer any more; it is asked again and again. {Reason}")]
    public static partial void ClusterLost(ILogger logger, string reason);

    [LoggerMessage(5007, LogLevel.Information, "The cluster answers. {Reason}")]
    public static partial void ClusterFound(ILogger logger, string reason);
}

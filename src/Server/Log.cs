namespace Fairlead.Server;

internal static partial class Log
{
    [LoggerMessage(4001, LogLevel.Error, "{Method} {Path} failed; the caller was told id {FailureId}.")]
    public static partial void RequestFailed(ILogger logger, Exception cause, string method, string path, string failureId);
}

using Confluent.Kafka;

namespace Fairlead.Connectors.Kafka.Clients;

/// <summary>Takes what librdkafka would print on the console, and keeps the last of it that matters.</summary>
internal sealed class ClientLog
{
    private volatile string? _last;
    private volatile Error? _fatal;
    private volatile Error? _hopeless;

    /// <summary>The last that was wrong with a connection; null for nothing.</summary>
    public string? Last => _last;

    /// <summary>The client is of no use any more; null while it is.</summary>
    public Error? Fatal => _fatal;

    /// <summary>Why no broker lets it in, however often it asks; null when that is not known.</summary>
    public Error? Hopeless => _hopeless;

    public void Take(LogMessage message)
    {
        if (message.Level <= SyslogLevel.Warning && message.Facility is not "CONFWARN")
            _last ??= WithoutThread(message.Message);
    }

    public void Take(Error error)
    {
        if (error.IsFatal)
            _fatal = error;
        if (error.Code is not ErrorCode.Local_AllBrokersDown)
            _last = error.Reason;
        if (error.Code is ErrorCode.Local_Authentication or ErrorCode.Local_Ssl or ErrorCode.SaslAuthenticationFailed
            || error.Reason.Contains("PLAINTEXT broker listener", StringComparison.Ordinal))
            _hopeless = error;
    }

    /// <summary>All is well.</summary>
    public void Forget() => (_last, _hopeless) = (null, null);

    /// <summary>Lines begin with <c>[thrd:…]: </c>.</summary>
    private static string WithoutThread(string line) =>
        line.StartsWith("[thrd:", StringComparison.Ordinal) && line.IndexOf("]: ", StringComparison.Ordinal) is >= 0 and var end ? line[(end + 3)..] : line;
}

namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>Pauses before what failed is tried again.</summary>
internal static class InboundPause
{
    /// <summary>Doubled each time, and spread by up to a fifth so that many that failed together do not come back together.</summary>
    /// <param name="failures">In a row, before this one.</param>
    /// <param name="id">Of the executable: hexadecimal digits.</param>
    public static TimeSpan Of(int failures, string id, InboundOptions options)
    {
        var pause = options.RetryAfter * Math.Pow(2, Math.Min(failures, 20));
        if (pause > options.RetryAfterAtMost)
            pause = options.RetryAfterAtMost;
        // Other digits each time: two that share their first ones part ways later.
        var at = failures * 2 % (id.Length - 1);
        var spread = Convert.FromHexString(id.AsSpan(at, 2))[0] / 255.0;
        return pause * (0.8 + (0.4 * spread));
    }
}

namespace Fairlead.Protocol.Rest;

/// <summary>Between kinds of refusal and what HTTP says. Clients repeat a 503 only when its title is RESOURCE_EXHAUSTED.</summary>
public static class Refusals
{
    /// <summary>HTTP status of a refusal.</summary>
    public static int Status(ClusterError error) => error switch
    {
        ClusterError.InvalidArgument => 400,
        ClusterError.NotFound => 404,
        ClusterError.AlreadyExists => 409,
        ClusterError.InvalidState => 409,
        ClusterError.ResourceExhausted => 503,
        ClusterError.Unavailable => 503,
        ClusterError.DeadlineExceeded => 504,
        ClusterError.Internal => 500,
    };

    /// <summary>Title of a refusal.</summary>
    public static string Title(ClusterError error) => RestWord.Of(error);

    /// <summary>The kind that a status and a title say.</summary>
    public static ClusterError Error(int status, string? title)
    {
        if (title is not null && RestWord.TryParse<ClusterError>(title, out var error))
            return error;
        return status switch
        {
            404 => ClusterError.NotFound,
            409 => ClusterError.InvalidState,
            429 => ClusterError.ResourceExhausted,
            502 or 503 => ClusterError.Unavailable,
            504 => ClusterError.DeadlineExceeded,
            >= 400 and < 500 => ClusterError.InvalidArgument,
            _ => ClusterError.Internal,
        };
    }
}

using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Microsoft.AspNetCore.WebUtilities;

namespace Fairlead.Server.Http;

/// <summary>A request that goes no further, and what its sender is told.</summary>
internal sealed class RequestRefusal(int status, string title, string detail) : Exception(detail)
{
    public int Status { get; } = status;

    public string Title { get; } = title;

    /// <summary>What HTTP itself has a phrase for.</summary>
    public static RequestRefusal OfHttp(int status, string detail) => new(status, ReasonPhrases.GetReasonPhrase(status), detail);

    /// <summary>Understood, but not acceptable.</summary>
    public static RequestRefusal InvalidArgument(string detail) => Of(ClusterError.InvalidArgument, detail);

    public static RequestRefusal NotFound(string what, long key) => Of(ClusterError.NotFound, $"There is no {what} with key {key}.");

    /// <summary>As the cluster would say it.</summary>
    public static RequestRefusal Of(ClusterError error, string detail) => new(Refusals.Status(error), Refusals.Title(error), detail);
}

namespace Fairlead.Protocol.Rest;

/// <summary>Why a request was refused (RFC 9457).</summary>
public sealed record ProblemDetail
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>Address of a page about this kind of problem, or <c>about:blank</c>.</summary>
    public string Type { get; init; } = "about:blank";

    /// <summary>A symbolic status such as <c>NOT_FOUND</c>, or an HTTP phrase such as <c>Not Found</c>.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>What, where, and what to do.</summary>
    public required string Detail { get; init; }

    /// <summary>Path of the request.</summary>
    public required string Instance { get; init; }
}

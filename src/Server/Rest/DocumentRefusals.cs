using Fairlead.Connectors.Runtime.Documents;
using Fairlead.Protocol;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>What the store refuses, in HTTP.</summary>
internal static class DocumentRefusals
{
    public static RequestRefusal Of(DocumentException refusal) => refusal.Code switch
    {
        DocumentException.NotFound => RequestRefusal.Of(ClusterError.NotFound, refusal.Message),
        DocumentException.Exists => RequestRefusal.Of(ClusterError.AlreadyExists, refusal.Message),
        DocumentException.TooLarge => RequestRefusal.OfHttp(StatusCodes.Status413PayloadTooLarge, refusal.Message),
        DocumentException.NoSpace => RequestRefusal.Of(ClusterError.ResourceExhausted, refusal.Message),
        DocumentException.LinkInvalid => RequestRefusal.OfHttp(StatusCodes.Status403Forbidden, refusal.Message),
        DocumentException.Damaged => RequestRefusal.Of(ClusterError.Internal, refusal.Message),
        _ => RequestRefusal.InvalidArgument(refusal.Message),
    };
}

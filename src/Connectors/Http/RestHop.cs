using System.Net;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Http;

/// <summary>One request of a chain of redirects.</summary>
/// <param name="Method">Becomes GET where the answer asks for another page.</param>
/// <param name="Target">Where to.</param>
/// <param name="Trusted">Still at the origin that the task names, and never left it: may see what proves who we are.</param>
/// <param name="Left">Redirects that may still follow.</param>
internal sealed record RestHop(HttpMethod Method, Uri Target, bool Trusted, int Left)
{
    private const int RedirectsAtMost = 20;

    public bool MayHaveBody => Method == HttpMethod.Post || Method == HttpMethod.Put || Method == HttpMethod.Patch;

    public static RestHop First(RestCall call, Uri target) =>
        new(HttpMethod.Parse(call.Method.ToString()), target, Trusted: true, RedirectsAtMost);

    /// <summary>Null when this answer is the last.</summary>
    public RestHop? Next(HttpResponseMessage response)
    {
        if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
            || response.Headers.Location is not { } location)
            return null;

        var target = new Uri(Target, location);
        // An answer from a safe place must not send us, and maybe our body, to an unsafe one.
        if (target.Scheme is not ("http" or "https") || (Target.Scheme is "https" && target.Scheme is "http"))
            return null;
        if (Left is 0)
            throw new ConnectorException(RestFailure.Protocol, $"{RestFailure.Place(Target)} redirected more than {RedirectsAtMost} times.");

        var asksForAnotherPage = response.StatusCode is HttpStatusCode.SeeOther
            || (Method == HttpMethod.Post && response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found);
        return new RestHop(
            asksForAnotherPage ? HttpMethod.Get : Method,
            target,
            Trusted && RestFailure.Place(target) == RestFailure.Place(Target),
            Left - 1);
    }
}

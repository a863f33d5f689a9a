using Fairlead.Connectors.Runtime.Http;

namespace Fairlead.Connectors.Runtime.Calls;

/// <summary>Sends the HTTP requests of one call, and writes down what went out and what came back.</summary>
internal sealed class CallHandler(CallInProgress call, HttpTransport transport, TimeProvider time) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!call.Records)
            return await transport.SendAsync(request, cancellationToken);

        var began = time.GetTimestamp();
        var exchange = call.Add(Exchange.Of(request, time.GetUtcNow(), call.BodyBytes()));
        if (call.OnlyPlans)
        {
            if (request.Content is not null)
                await request.Content.CopyToAsync(new CapturingStream(Stream.Null, exchange.RequestBody), cancellationToken);
            throw new CallPlannedException();
        }

        if (request.Content is not null)
            request.Content = new CapturedContent(request.Content, exchange.RequestBody);
        try
        {
            var response = await transport.SendAsync(request, cancellationToken);
            exchange.Answer(response, time.GetElapsedTime(began));
            response.Content = new CapturedContent(response.Content, exchange.AnswerBody);
            return response;
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException)
        {
            exchange.Failure = broken.GetBaseException().Message;
            throw;
        }
    }
}

/// <summary>Ends a call that only shows what it would send. Nobody but the runtime catches it.</summary>
public sealed class CallPlannedException() : Exception("The call was only planned: nothing was sent.");

using System.Net.Sockets;
using System.Text.Json;

using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Outbound;

/// <summary>
/// <c>error.type</c> in the original is the name of a class of its language. Models compare with it, so the nearest name is given.
/// </summary>
internal static class ErrorTypes
{
    public static string Of(Exception failure) => failure switch
    {
        FeelFailure => "io.camunda.connector.feel.FeelEngineWrapperException",
        ConnectorInputException => "io.camunda.connector.api.error.ConnectorInputException",
        ConnectorException { Code: SecretMissing or SecretEndless or TooLarge or NotAnObject or BadBackoff or BadTimeout } =>
            "io.camunda.connector.api.error.ConnectorInputException",
        ConnectorException { Retry.Delay: not null } => "io.camunda.connector.api.error.ConnectorRetryException",
        ConnectorException => "io.camunda.connector.api.error.ConnectorException",
        TimeoutException or OperationCanceledException => "java.util.concurrent.TimeoutException",
        HttpRequestException { InnerException: SocketException } or SocketException => "java.net.ConnectException",
        IOException or HttpRequestException => "java.io.IOException",
        JsonException => "com.fasterxml.jackson.core.JsonProcessingException",
        ArgumentException => "java.lang.IllegalArgumentException",
        InvalidOperationException => "java.lang.IllegalStateException",
        _ => "java.lang.RuntimeException",
    };

    private const string SecretMissing = Secrets.SecretStore.Missing;
    private const string SecretEndless = Secrets.SecretSyntax.Endless;
    private const string TooLarge = SizeGuard.TooLarge;
    private const string NotAnObject = ResultMapping.NotAnObject;
    private const string BadBackoff = JobError.RetryBackoffInvalid;
    private const string BadTimeout = JobTimeoutHeader.Invalid;
}

using Fairlead.Broker;
using Fairlead.Connectors.Runtime;
using Fairlead.Protocol;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Fairlead.Server.Starting;

/// <summary>The process cannot start, and its user can do something about it.</summary>
/// <param name="message">What, where, and what to do, in one line.</param>
internal sealed class StartException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The line for the user; null when the failure is a defect of ours, which deserves its stack trace.</summary>
    public static string? Describe(Exception failure, string? address) => failure switch
    {
        StartException or DataFolderException or ConnectorSetupException => failure.Message,
        OptionsValidationException invalid =>
            $"The configuration is not valid: {string.Join(" ", invalid.Failures)} Correct it; README.md says where settings come from. [CONFIGURATION_INVALID]",
        // The binder's and the JSON reader's, which name the key, or the file and the line.
        InvalidDataException or InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } =>
            $"The configuration is not valid: {Flat(failure)} [CONFIGURATION_INVALID]",
        IOException { InnerException: AddressInUseException } =>
            $"Cannot listen at {address}: the port is in use by another program. Stop that one, or choose another address, such as "
            + "--address http://localhost:8081. [PORT_IN_USE]",
        IOException or System.Net.Sockets.SocketException or UnauthorizedAccessException =>
            $"Cannot listen at {address}: {Flat(failure)} Choose another address with --address. [ADDRESS_INVALID]",
        ClusterException refused => $"The cluster cannot be used: {refused.Message}",
        _ => null,
    };

    private static string Flat(Exception failure)
    {
        var message = failure.InnerException is { } inner ? $"{failure.Message} {inner.Message}" : failure.Message;
        return message.ReplaceLineEndings(" ");
    }
}

using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Fairlead.Server.Starting;

/// <summary>The process cannot start, and its user can do something about it.</summary>
/// <param name="message">What, where, and what to do, in one line.</param>
internal sealed class StartException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The line for the user; null when it is not about the configuration but a defect of ours, which deserves its stack trace.</summary>
    public static string? DescribeConfiguration(Exception failure) => failure switch
    {
        OptionsValidationException invalid => Configuration(string.Join(" ", invalid.Failures)),
        AggregateException several when several.InnerExceptions.All(one => one is OptionsValidationException) =>
            Configuration(string.Join(" ", several.InnerExceptions.SelectMany(one => ((OptionsValidationException)one).Failures))),
        // The reader's, which names the file and the line, and the binder's, which names the key.
        InvalidDataException => Configuration(Flat(failure)),
        InvalidOperationException when failure.Message.Contains("configuration value", StringComparison.OrdinalIgnoreCase) =>
            Configuration(Flat(failure)),
        _ => null,
    };

    /// <param name="address">Null when it was not even read.</param>
    public static string DescribeListening(Exception failure, string? address) => failure is IOException { InnerException: AddressInUseException }
        ? $"Cannot listen at {address}: the port is in use by another program. Stop that one, or choose another address, such as "
            + "--address http://localhost:8081. [PORT_IN_USE]"
        : $"Cannot listen at {address}: {Flat(failure).TrimEnd('.')}. Choose another address with --address. [ADDRESS_INVALID]";

    private static string Configuration(string problem) =>
        $"The configuration is not valid: {problem} Correct it; README.md says where settings come from. [CONFIGURATION_INVALID]";

    private static string Flat(Exception failure)
    {
        var message = failure.InnerException is { } inner ? $"{failure.Message} {inner.Message}" : failure.Message;
        return message.ReplaceLineEndings(" ");
    }
}

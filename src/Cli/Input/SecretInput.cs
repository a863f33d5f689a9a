using System.Text;

namespace Fairlead.Cli.Input;

/// <summary>Values that nobody may see on the screen, in the history of a shell or in a list of processes.</summary>
internal static class SecretInput
{
    /// <summary>Asks a person, without showing what is typed; a program writes it to standard input.</summary>
    public static async Task<string> ReadAsync(string name, CancellationToken cancellation)
    {
        if (Console.IsInputRedirected)
            return WithoutLineEnd(await Console.In.ReadToEndAsync(cancellation));

        await Console.Error.WriteAsync($"Value of {name} (not shown): ");
        var value = ReadHidden();
        await Console.Error.WriteLineAsync();
        return value;
    }

    /// <summary>Editors and <c>echo</c> put one there that is no part of the secret.</summary>
    public static string WithoutLineEnd(string text) =>
        text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;

    private static string ReadHidden()
    {
        var value = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key is ConsoleKey.Backspace)
                value.Length = Math.Max(0, value.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                value.Append(key.KeyChar);
        }

        return value.ToString();
    }
}

namespace Fairlead.Cli;

/// <summary>What a script learns from the end of the program.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>The server refused or failed, or an expression has no value.</summary>
    public const int Refused = 1;

    /// <summary>The command line, or a file that it names, is wrong.</summary>
    public const int WrongUsage = 2;

    /// <summary>No server answers.</summary>
    public const int NoServer = 3;
}

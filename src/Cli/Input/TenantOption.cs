using System.CommandLine;

namespace Fairlead.Cli.Input;

/// <summary>Whose something is.</summary>
internal static class TenantOption
{
    public static Option<string?> Create() => new("--tenant")
    {
        Description = "Of this tenant; without one, of the default tenant.",
        HelpName = "TENANT",
    };
}

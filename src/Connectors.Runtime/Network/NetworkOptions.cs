using System.ComponentModel.DataAnnotations;

using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Network;

/// <summary>
/// Where connectors may connect to. Out of the box that is the internet and nothing else: not this machine, not private networks, not what
/// a cloud tells its machines about themselves. Read at start; every connection is made under the policy of its process.
/// </summary>
public sealed class NetworkOptions
{
    public const string Section = "Network";

    /// <summary>Whether addresses of this machine itself may be called: 127.0.0.0/8 and ::1.</summary>
    public bool AllowLoopback { get; set; }

    /// <summary>Whether addresses of private networks may be called: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, fc00::/7.</summary>
    public bool AllowPrivate { get; set; }

    /// <summary>
    /// Hosts that may be called although they are on this machine or in a private network: a name, an address, or <c>*.</c> with a name for
    /// all below it, each with <c>:port</c> if it is only that one.
    /// </summary>
    [HostPatterns]
    public IList<string> AllowHosts { get; } = [];

    /// <summary>When any is listed, nothing but these and <see cref="AllowHosts"/> may be called. Written as there.</summary>
    [HostPatterns]
    public IList<string> OnlyHosts { get; } = [];

    /// <summary>Hosts that are never called. Written as <see cref="AllowHosts"/>, over which it wins.</summary>
    [HostPatterns]
    public IList<string> DenyHosts { get; } = [];

    /// <summary>Ranges that may be called whatever they are: an address, or <c>10.1.0.0/16</c>.</summary>
    [AddressRanges]
    public IList<string> AllowRanges { get; } = [];

    /// <summary>Ranges that are never called. Wins over everything that allows.</summary>
    [AddressRanges]
    public IList<string> DenyRanges { get; } = [];
}

/// <summary>Each text of the list is a host as <see cref="HostPattern"/> reads it.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class HostPatternsAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        var wrong = ((IEnumerable<string>?)value ?? []).Where(text => !HostPattern.TryParse(text, out _)).ToList();
        return wrong is []
            ? ValidationResult.Success
            : new ValidationResult(
                $"{NetworkOptions.Section}:{validationContext.MemberName}: '{string.Join("', '", wrong)}' is no host. Expected a name, an address, or *. and a name, "
                + "with :port if only that is meant.");
    }
}

/// <summary>Each text of the list is a range of addresses as <see cref="AddressRange"/> reads it.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AddressRangesAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        var wrong = ((IEnumerable<string>?)value ?? []).Where(text => !AddressRange.TryParse(text, out _)).ToList();
        return wrong is []
            ? ValidationResult.Success
            : new ValidationResult(
                $"{NetworkOptions.Section}:{validationContext.MemberName}: '{string.Join("', '", wrong)}' is no range. Expected an address such as 10.1.2.3, or the first "
                + "address of a range with its length, such as 10.0.0.0/8.");
    }
}

[OptionsValidator]
internal sealed partial class NetworkOptionsValidator : IValidateOptions<NetworkOptions>;

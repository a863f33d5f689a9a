using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Sql.Access;
using Fairlead.Connectors.Sql.Drivers;

namespace Fairlead.Connectors.Sql;

/// <summary>What the database said, in words for a person, with what a process may read of it.</summary>
internal static class SqlFailure
{
    /// <summary>No connection, or none any more. Nothing of the statement is kept.</summary>
    public const string Unreachable = "SQL_CONNECTION_FAILED";

    /// <summary>The connection was lost when the statement may have been kept already.</summary>
    public const string OutcomeUnknown = "SQL_OUTCOME_UNKNOWN";

    public const string Refused = "SQL_STATEMENT_REFUSED";
    public const string TooLarge = "SQL_RESULT_TOO_LARGE";
    public const string DuplicateColumn = "SQL_DUPLICATE_COLUMN";
    public const string TimedOut = "SQL_TIMEOUT";
    public const string ValueUnreadable = "SQL_VALUE_UNREADABLE";

    public static ConnectorException WhileOpening(Exception failure, SqlDriver driver, SqlTarget target)
    {
        var fault = FaultOf(failure, driver);
        return fault.Kind is SqlFaultKind.Access
            ? new ConnectorException(fault.Code, $"{Name(target)} refused the account: {Sentence(fault.Message)}", failure)
            {
                Retry = RetryAdvice.Never,
                Variables = VariablesOf(fault),
            }
            : new ConnectorException(Unreachable, $"{Name(target)} could not be reached: {Sentence(fault.Message)} [{Unreachable}]", failure)
            {
                Variables = VariablesOf(fault),
            };
    }

    public static ConnectorException NoHost(string host, int port, SocketException cause) => new(
        Unreachable, string.Create(CultureInfo.InvariantCulture, $"There is no host {host} to reach at port {port}: {Sentence(cause.Message)} [{Unreachable}]"), cause);

    /// <param name="phase">How far it had come.</param>
    /// <param name="isLost">Whether the connection is not open any more.</param>
    public static ConnectorException WhileRunning(Exception failure, SqlDriver driver, SqlTarget target, SqlPhase phase, bool isLost)
    {
        var fault = FaultOf(failure, driver);
        if (failure is InvalidOperationException && isLost)
            fault = new SqlFault("", SqlFaultKind.Connection, failure.Message);
        if (fault.Kind is SqlFaultKind.Connection)
        {
            return phase is SqlPhase.Reading or SqlPhase.InTransaction
                ? new ConnectorException(
                    Unreachable,
                    $"The connection to {Name(target)} was lost: {Sentence(fault.Message)} Nothing was changed. [{Unreachable}]",
                    failure)
                {
                    Variables = VariablesOf(fault),
                }
                : new ConnectorException(
                    OutcomeUnknown,
                    $"The connection to {Name(target)} was lost when the statement was sent and its end was not confirmed: {Sentence(fault.Message)} "
                    + $"It may have taken effect. [{OutcomeUnknown}]",
                    failure)
                {
                    IsOutcomeUnknown = true,
                    Variables = VariablesOf(fault),
                };
        }

        return new ConnectorException(fault.Code, $"{Name(target)} refused the statement: {fault.Message} ({fault.Code}, {KindOf(fault)})", failure)
        {
            Retry = fault.IsTransient ? RetryAdvice.AsModelled : RetryAdvice.Never,
            Variables = VariablesOf(fault),
        };
    }

    public static ConnectorException Late(SqlTarget target, TimeSpan limit, SqlPhase phase) => new(
        TimedOut,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Name(target)} did not finish the statement within {limit.TotalSeconds:0.###} s, and it was ended there."
            + $"{(phase is SqlPhase.Autonomous or SqlPhase.Committing ? " It may have taken effect." : "")} [{TimedOut}]"))
    {
        IsOutcomeUnknown = phase is SqlPhase.Autonomous or SqlPhase.Committing,
    };

    public static string KindOf(SqlFault fault) => fault.Kind switch
    {
        SqlFaultKind.Statement => "statement",
        SqlFaultKind.Unique => "unique",
        SqlFaultKind.ForeignKey => "foreignKey",
        SqlFaultKind.NotNull => "notNull",
        SqlFaultKind.Check => "check",
        SqlFaultKind.Value => "value",
        SqlFaultKind.Access => "access",
        SqlFaultKind.Deadlock => "deadlock",
        SqlFaultKind.Timeout => "timeout",
        SqlFaultKind.Overload => "overload",
        SqlFaultKind.Connection => "connection",
    };

    public static SqlFault FaultOf(Exception failure, SqlDriver driver) => failure switch
    {
        DbException known => driver.FaultOf(known),
        // Of a driver that looks at the statement itself.
        InvalidOperationException own => new SqlFault(Refused, SqlFaultKind.Statement, own.Message),
        _ => new SqlFault("", SqlFaultKind.Connection, failure.GetBaseException().Message),
    };

    /// <summary>Some databases end what they say with a full stop, and some do not.</summary>
    private static string Sentence(string message) => $"{message.TrimEnd('.', ' ', '\n')}.";

    private static string Name(SqlTarget target) => $"{JdbcUrl.NameOf(target.Database)} at {target.Where}";

    private static Dictionary<string, string?> VariablesOf(SqlFault fault)
    {
        var variables = new Dictionary<string, string?>
        {
            ["kind"] = KindOf(fault),
            ["code"] = fault.Code,
            ["vendorCode"] = fault.VendorCode,
            ["constraint"] = fault.Constraint,
            ["table"] = fault.Table,
            ["column"] = fault.Column,
        };
        return variables.Where(pair => !string.IsNullOrEmpty(pair.Value)).ToDictionary();
    }
}

/// <summary>How far a statement has come, and so what is known when its connection is lost.</summary>
internal enum SqlPhase
{
    /// <summary>It changes nothing.</summary>
    Reading,

    /// <summary>What it changed is gone with the connection.</summary>
    InTransaction,

    /// <summary>What it changed may be kept.</summary>
    Committing,

    /// <summary>It cannot be taken back: a definition, a procedure with transactions of its own.</summary>
    Autonomous,
}

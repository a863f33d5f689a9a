using Fairlead.Connectors.Sql;
using Microsoft.Extensions.Options;

namespace Fairlead.Server.Starting;

/// <summary>Gives the SQL connectors what this installation says about databases.</summary>
internal static class SqlSetup
{
    public static void AddTo(IServiceCollection services)
    {
        services.AddOptions<SqlOptions>().BindConfiguration(SqlOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SqlOptions>, SqlOptionsValidator>();
        services.AddSingleton(all => all.GetRequiredService<IOptions<SqlOptions>>().Value);
    }
}

[OptionsValidator]
internal sealed partial class SqlOptionsValidator : IValidateOptions<SqlOptions>;

using Ringback.ServiceDefaults;

namespace Ringback.ProbeWorker;

internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        if (WorkerSettings.Read(builder.Configuration, out var errors) is not { } settings)
        {
            foreach (var error in errors)
                await Console.Error.WriteLineAsync(error);

            return 2;
        }

        builder.AddServiceDefaults("ringback-worker");
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton<WorkerService>();
        builder.Services.AddHostedService(services => services.GetRequiredService<WorkerService>());

        builder.Services.AddHealthChecks().AddCheck<CatalogCheck>("catalog", tags: [Defaults.Ready]);

        await using var app = builder.Build();
        app.MapServiceDefaults();
        await app.RunAsync();
        return 0;
    }
}

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

        builder.WebHost.UseUrls(settings.Listen);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton<WorkerService>();
        builder.Services.AddHostedService(services => services.GetRequiredService<WorkerService>());

        await using var app = builder.Build();
        var worker = app.Services.GetRequiredService<WorkerService>();
        app.MapGet("/healthz", () => Results.Ok());
        app.MapGet("/readyz", () => worker.IsReady ? Results.Ok() : Results.StatusCode(503));
        await app.RunAsync();
        return 0;
    }
}

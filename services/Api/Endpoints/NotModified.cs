using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace Ringback.Api.Endpoints;

/// <summary>304: the client holds the answer already.</summary>
internal sealed class NotModified : IResult, IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status304NotModified));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
        return Task.CompletedTask;
    }
}

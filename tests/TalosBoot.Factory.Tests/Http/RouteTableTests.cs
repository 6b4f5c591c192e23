using TalosBoot.Factory.Http;

namespace TalosBoot.Factory.Tests.Http;

/// <summary>Upstream's router (factory.md 1.3), as recorded.</summary>
[TestFixture]
internal sealed class RouteTableTests
{
    static readonly string[] Get = ["GET"];
    static readonly string[] GetAndHead = ["GET", "HEAD"];

    readonly RouteTable _routes = new(
    [
        new("/healthz", GetAndHead, Nothing), new("/image/:schematic/:version/:path", GetAndHead, Nothing), new("/versions", Get, Nothing),
        new("/schematics", ["POST"], Nothing), new("/schematics/:schematic", Get, Nothing), new("/v2", GetAndHead, Nothing), new("/v2/*path", GetAndHead, Nothing),
        new("/version/:version/extensions/official", Get, Nothing), new("/css/*path", Get, Nothing),
    ]);

    [TestCase("GET", "/healthz", ExpectedResult = "/healthz")]
    [TestCase("HEAD", "/versions", ExpectedResult = null)]
    [TestCase("GET", "/image/a/b/c", ExpectedResult = "/image/:schematic/:version/:path")]
    [TestCase("GET", "/image/a//c", ExpectedResult = "/image/:schematic/:version/:path")]
    [TestCase("GET", "/image/a/b/", ExpectedResult = null)]
    [TestCase("GET", "/image/a/b/c/d", ExpectedResult = null)]
    [TestCase("GET", "/v2/a/b", ExpectedResult = "/v2/*path")]
    [TestCase("GET", "/v2/", ExpectedResult = "/v2/*path")]
    [TestCase("GET", "/schematics/", ExpectedResult = null)]
    public string? Finds_the_route_of_a_path(string method, string path) => _routes.Find(method, path, [])?.Template;

    [TestCase("GET", "/healthz/", ExpectedResult = "/healthz")]
    [TestCase("GET", "//Versions/", ExpectedResult = "/versions")]
    [TestCase("POST", "/x/../schematics", ExpectedResult = "/schematics")]
    [TestCase("GET", "/image/a/b/", ExpectedResult = "/image/a/b")]
    [TestCase("GET", "/IMAGE//a/v1/METAL", ExpectedResult = "/image/a/v1/METAL")]
    [TestCase("GET", "/css", ExpectedResult = "/css/")]
    [TestCase("GET", "/nope", ExpectedResult = null)]
    [TestCase("HEAD", "/Versions", ExpectedResult = null)]
    [TestCase("PATCH", "/healthz/", ExpectedResult = null)]
    public string? Redirects_to_what_was_meant(string method, string path) => _routes.FindRedirect(method, path);

    [TestCase("POST", "/healthz", ExpectedResult = "GET, HEAD, OPTIONS")]
    [TestCase("GET", "/schematics", ExpectedResult = "OPTIONS, POST")]
    [TestCase("HEAD", "/versions", ExpectedResult = "GET, OPTIONS")]
    [TestCase("GET", "/nope", ExpectedResult = null)]
    public string? Names_the_methods_that_are_allowed(string method, string path) => _routes.FindAllowed(method, path);

    static Task Nothing(FactoryExchange exchange) => Task.CompletedTask;
}

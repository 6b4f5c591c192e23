using TalosBoot.Factory;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Services.AddImageFactory(options =>
{
    options.Http.ExternalUrl = "https://factory.example.com/";
    options.ContainerSignature.TrustedRootFile = "trusted_root.json"; // Sigstore's, which the official images are signed under.
});

var app = builder.Build();
app.MapImageFactory();
app.Run();

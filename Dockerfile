# docker build -t kestreltcp .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props .editorconfig ./
COPY src/KestrelTcp/KestrelTcp.csproj src/KestrelTcp/
COPY src/KestrelTcp.Goridge/KestrelTcp.Goridge.csproj src/KestrelTcp.Goridge/
COPY src/KestrelTcp.Worker/KestrelTcp.Worker.csproj src/KestrelTcp.Worker/
RUN dotnet restore src/KestrelTcp
COPY appsettings.json ./
COPY src src
# For the .NET of the image below: under full load it is faster than the native file, which starts faster and is smaller.
RUN dotnet publish src/KestrelTcp -c Release --no-restore -p:PublishAot=false -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
COPY --from=build /app /opt/kestreltcp
COPY deploy/docker/.rr.yaml /etc/kestreltcp/.rr.yaml
# $APP_UID is the base image's ordinary user. A named volume takes the owner of the folder that it covers.
RUN ln -s /opt/kestreltcp/kestreltcp /usr/local/bin/kestreltcp \
 && install -d -o $APP_UID -g $APP_UID /var/lib/kestreltcp
USER $APP_UID
VOLUME /var/lib/kestreltcp
WORKDIR /etc/kestreltcp
EXPOSE 1025 7777 2114
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s CMD ["kestreltcp", "health"]
ENTRYPOINT ["kestreltcp"]
CMD ["serve"]

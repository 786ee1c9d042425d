if __name__ == "__main__":
    asked = load()
    for row in sys.stdin:
        print(json.dumps(predict(asked, given_of(row.removesuffix("\n"))), ensure_ascii=False))
